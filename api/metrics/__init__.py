"""The metrics that a process counts, in the text format of Prometheus; docs/operations.md lists them.

Each worker counts its own work. With several workers and PROMETHEUS_MULTIPROC_DIR, which `capaian serve` sets, all of
them write to files of this directory, and each worker can return the sums. The variable must be set before the first
import of this package.
"""
