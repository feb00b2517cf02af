"""This package models an import, its rows and their errors, and reads them from the database."""
