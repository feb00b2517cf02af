"""The slowest of a hundred answers at half of the rate that saturates the service, hot and cold."""

from benchmarks.line import PLAIN, Headers
from benchmarks.measured import Measured, Ratio, Sample, Side
from benchmarks.pacing import Pace, paced
from benchmarks.servers import Server
from benchmarks.stage import FRESH, Stage
from benchmarks.wrk import load

ENOUGH = 500  # answers of one run, so that five of them are slower than its p99
LONGEST = 15  # seconds of one run


def tails(stage: Stage) -> Measured:
    sides: list[Side] = []
    ratios: list[Ratio] = []
    how = (
        f"Requests are sent at set moments over {stage.effort.connections} connections by one process in Python, which "
        "shares the cores with service and database; the time of an answer counts from the moment at which its request "
        "was due. The bare ASGI application at the same rate tells how much of that is the machine and the client."
    )
    remarks = [how]
    for name, path, headers in (
        ("hot list", stage.list_path, PLAIN),
        ("hot single figure", stage.single_path, PLAIN),
        ("cold list", stage.list_path, FRESH),
        ("cold single figure", stage.single_path, FRESH),
    ):
        effort = stage.effort
        full = load(
            stage.capaian.url, path, connections=effort.connections, seconds=effort.seconds, headers=headers
        ).rate
        remarks.append(f"{name}: {full / 2:,.0f} requests a second, half of {full:,.0f}.")
        runs: dict[str, list[Pace]] = {name: [], f"{name}, bare ASGI": []}
        for _ in range(effort.rounds):
            for each, server in zip(runs, (stage.capaian, stage.floor), strict=True):
                runs[each].append(_at(stage, server, path, full / 2, headers))
        for each, bound in zip(runs, (3.0, None), strict=True):
            sides += _sides(each, runs[each])
            ratios.append(_ratio(each, runs[each], sides, bound))
    return Measured("tails", "p99 at half of the saturation rate", "milliseconds", sides, ratios, remarks)


def _at(stage: Stage, server: Server, path: str, rate: float, headers: Headers) -> Pace:
    seconds = min(LONGEST, max(stage.effort.seconds, ENOUGH / rate))
    return paced(server.url, path, rate=rate, connections=stage.effort.connections, seconds=seconds, headers=headers)


def _sides(name: str, runs: list[Pace]) -> list[Side]:
    return [
        Side(f"{name}, median", [Sample(run.median) for run in runs]),
        Side(f"{name}, p99", [Sample(run.p99) for run in runs]),
    ]


def _ratio(name: str, runs: list[Pace], sides: list[Side], bound: float | None) -> Ratio:
    median, p99 = sides[-2:]
    each = [run.p99 / run.median for run in runs]
    return Ratio(f"p99 to median, {name}", p99.median / median.median, min(each), max(each), at_most=bound)
