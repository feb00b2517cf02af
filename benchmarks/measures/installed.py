"""How much of a disk an installation takes: what the default dependencies brought, with their compiled modules."""

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

from benchmarks.measured import Measured, Sample, Side
from benchmarks.servers import ROOT
from benchmarks.stage import Stage

LOCKED = ROOT / "requirements" / "run.txt"
LARGEST = 6
MB = 1_000_000


def installed(_stage: Stage) -> Measured:
    locked = re.findall(r"^([a-z0-9.-]+)(?:\[.*\])?==", LOCKED.read_text(), flags=re.MULTILINE)
    here = {_plain(each.name): each for each in distributions()}
    sizes = {name: _size(here[name]) / MB for name in locked if name in here}  # some are for other systems
    largest = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:LARGEST]
    sides = [
        Side(f"all {len(sizes)} packages", [Sample(sum(sizes.values()))]),
        *(Side(name, [Sample(sizes[name])]) for name in largest),
    ]
    remark = "PostgreSQL and the migration tool come as packages, so nothing else has to be installed."
    return Measured("installed", "Size of the default dependencies, installed", "MB", sides, [], [remark])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _size(one: Distribution) -> int:
    files = {Path(str(file.locate())) for file in one.files or ()}
    return sum(file.stat().st_size for file in files if file.is_file())
