"""The commands of imports: `capaian import`, `capaian imports` and `capaian mappings`."""
