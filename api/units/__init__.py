"""A unit (satuan) is what an indicator counts in: businesses, cooperatives, rupiah, percent."""
