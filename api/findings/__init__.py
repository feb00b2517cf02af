"""A finding (temuan) is what a check of the data found: computed when somebody asks, never entered."""
