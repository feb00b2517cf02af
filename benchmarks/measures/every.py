"""The measures by name, in the order of the table."""

from collections.abc import Callable

from benchmarks.measured import Measured
from benchmarks.measures.cold import cold_list, cold_single
from benchmarks.measures.cursor import cursor
from benchmarks.measures.files import export, imports
from benchmarks.measures.growth import growth
from benchmarks.measures.hot import hot_counts, hot_list, hot_single, unchanged
from benchmarks.measures.installed import installed
from benchmarks.measures.memory import memory
from benchmarks.measures.orders import orders
from benchmarks.measures.parts import parts
from benchmarks.measures.starting import starting
from benchmarks.measures.tails import tails
from benchmarks.measures.workers import workers
from benchmarks.measures.writing import writing
from benchmarks.stage import Stage

MEASURES: dict[str, Callable[[Stage], Measured | None]] = {
    "hot_list": hot_list,
    "hot_single": hot_single,
    "hot_counts": hot_counts,
    "unchanged": unchanged,
    "parts": parts,
    "cold_list": cold_list,
    "cold_single": cold_single,
    "tails": tails,
    "growth": growth,
    "orders": orders,
    "cursor": cursor,
    "writing": writing,
    "memory": memory,
    "workers": workers,
    "export": export,
    "imports": imports,
    "starting": starting,
    "installed": installed,
}
