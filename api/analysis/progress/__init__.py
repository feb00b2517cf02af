"""This package compares each target in force with its preferred realization."""
