"""This package counts realizations by region: the reported number of each region and the sum of its parts."""
