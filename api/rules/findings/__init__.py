"""What checks find in the data: one module a code, each with a pure function `find` over the facts."""
