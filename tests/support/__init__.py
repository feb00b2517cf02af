"""What tests are made with: a database of their own, a running service, and sentences to fill it."""
