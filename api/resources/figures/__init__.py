"""This package has what targets and realizations share: fields, filters, SQL and validation of figures."""
