"""A claim (klaim) is a statement of a source about the relation of numbers; this package recomputes it."""
