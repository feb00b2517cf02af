"""What was released: the contract of the last release, what changed in it, and the gate that compares."""
