"""What integrators of the e-Katalog fetch: what each region reported, beside the sum of what its parts reported."""
