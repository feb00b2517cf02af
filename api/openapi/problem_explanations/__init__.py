"""This package has the texts of the pages that explain each problem."""
