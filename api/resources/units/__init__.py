"""A unit (satuan) is the unit of an indicator: businesses, cooperatives, rupiah, percent."""
