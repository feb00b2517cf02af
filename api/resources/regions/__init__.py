"""A region (wilayah) is the country, a province, a regency or a city, by its Kemendagri code and validity."""
