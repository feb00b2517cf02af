"""The numbers of the provinces, or of the regencies of one, as a ranking and as a picture."""
