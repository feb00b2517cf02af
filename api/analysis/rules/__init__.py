"""The analysis rules: pure functions over figures, without HTTP and SQL."""
