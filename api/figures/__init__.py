"""A figure is one stated number, a target or a realization; here is what the two share."""
