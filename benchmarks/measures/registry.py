"""The measures by name, in the order of the results."""

from collections.abc import Callable

from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement
from benchmarks.measures.cache_hit import measure_cache_hit
from benchmarks.measures.cold import measure_cold_list, measure_cold_single
from benchmarks.measures.cursor import measure_cursor
from benchmarks.measures.files import measure_export, measure_import
from benchmarks.measures.filters_and_sorts import measure_filters_and_sorts
from benchmarks.measures.growth import measure_growth
from benchmarks.measures.hot import measure_hot_counts, measure_hot_list, measure_hot_single, measure_not_modified
from benchmarks.measures.install_size import measure_install_size
from benchmarks.measures.memory import measure_memory
from benchmarks.measures.single_write import measure_single_write
from benchmarks.measures.startup import measure_startup
from benchmarks.measures.tail_latency import measure_tail_latency
from benchmarks.measures.workers import measure_workers

MEASURES: dict[str, Callable[[BenchmarkContext], Measurement | None]] = {
    "hot_list": measure_hot_list,
    "hot_single": measure_hot_single,
    "hot_counts": measure_hot_counts,
    "not_modified": measure_not_modified,
    "cache_hit": measure_cache_hit,
    "cold_list": measure_cold_list,
    "cold_single": measure_cold_single,
    "tail_latency": measure_tail_latency,
    "growth": measure_growth,
    "filters_and_sorts": measure_filters_and_sorts,
    "cursor": measure_cursor,
    "single_write": measure_single_write,
    "memory": measure_memory,
    "workers": measure_workers,
    "export": measure_export,
    "import": measure_import,
    "startup": measure_startup,
    "install_size": measure_install_size,
}
