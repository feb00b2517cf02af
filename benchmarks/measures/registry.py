"""The measures by name, in the order of the page."""

from collections.abc import Callable

from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement
from benchmarks.measures.cold import measure_cold_list, measure_cold_single
from benchmarks.measures.files import measure_export, measure_import
from benchmarks.measures.hits import measure_hits
from benchmarks.measures.latency import measure_latency
from benchmarks.measures.start import measure_start
from benchmarks.measures.writes import measure_writes

MEASURES: dict[str, Callable[[BenchmarkContext], Measurement]] = {
    "hits": measure_hits,
    "cold_list": measure_cold_list,
    "cold_single": measure_cold_single,
    "writes": measure_writes,
    "export": measure_export,
    "import": measure_import,
    "latency": measure_latency,
    "start": measure_start,
}
