"""The memo table of a program: target, realization and achievement, as performance reports (LKjIP) print them."""
