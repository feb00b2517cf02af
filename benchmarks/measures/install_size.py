"""The disk space of the default dependencies, with their compiled modules."""

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

from benchmarks.context import BenchmarkContext
from benchmarks.measurement import Measurement, Sample, Side
from benchmarks.servers import ROOT

REQUIREMENTS = ROOT / "requirements" / "run.txt"
LISTED_PACKAGES = 6
MB = 1_000_000


def measure_install_size(_context: BenchmarkContext) -> Measurement:
    required = re.findall(r"^([a-z0-9.-]+)(?:\[.*\])?==", REQUIREMENTS.read_text(), flags=re.MULTILINE)
    installed = {_normalize_name(package.name): package for package in distributions()}
    # Some required packages are for other operating systems.
    sizes = {name: _sum_file_sizes(installed[name]) / MB for name in required if name in installed}
    largest = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:LISTED_PACKAGES]
    sides = [
        Side(f"all {len(sizes)} packages", [Sample(sum(sizes.values()))]),
        *(Side(name, [Sample(sizes[name])]) for name in largest),
    ]
    remark = "PostgreSQL and the migration tool are Python packages, so nothing else has to be installed."
    return Measurement("install_size", "Installed size of the default dependencies", "MB", sides, [], [remark])


def _normalize_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sum_file_sizes(package: Distribution) -> int:
    files = {Path(str(file.locate())) for file in package.files or ()}
    return sum(file.stat().st_size for file in files if file.is_file())
