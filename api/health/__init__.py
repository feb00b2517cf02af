"""How the service is: alive, ready, and in numbers."""
