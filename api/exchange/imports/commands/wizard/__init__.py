"""The wizard of `capaian import --interactive`: questions whose replies become a mapping."""
