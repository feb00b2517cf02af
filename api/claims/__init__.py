"""A claim (klaim) is what a source says about the relation of numbers, kept so that it can be recomputed."""
