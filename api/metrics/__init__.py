"""What a process measures: metrics in the text format of Prometheus, and whether it sends traces.

docs/operations/metrics.md lists the metrics. Each worker counts its own work. With several workers, `capaian serve`
sets PROMETHEUS_MULTIPROC_DIR; then all of them write to files of this directory, and each one can return the sums. The
variable must be set before the first import of the modules that count.
"""
