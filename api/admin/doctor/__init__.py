"""This package checks an installation: `capaian doctor` prints what is wrong, why it matters and what to do."""
