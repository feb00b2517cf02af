"""Two workers against one: answers a second, and what each answer takes of a processor."""

from benchmarks.line import PLAIN
from benchmarks.measured import Measured, Ratio, Side, in_turn, ratio
from benchmarks.stage import FRESH, Stage


def workers(stage: Stage) -> Measured:
    sides: list[Side] = []
    ratios: list[Ratio] = []
    remarks = []
    with stage.serving(stage.filled) as one, stage.serving(stage.filled, CAPAIAN_WORKERS="2") as two:
        for name, path, headers in (
            ("hot single figure", stage.single_path, PLAIN),
            ("cold single figure", stage.single_path, FRESH),
        ):
            alone, both = in_turn(
                {
                    f"{name}, one worker": stage.loaded(one, path, headers),
                    f"{name}, two workers": stage.loaded(two, path, headers),
                },
                stage.effort.rounds,
            )
            sides += [alone, both]
            ratios.append(ratio(f"two workers to one, {name}", both, alone, at_least=1.8))
            if alone.cpu and both.cpu:
                by_cpu = 2 * alone.cpu / both.cpu
                ratios.append(Ratio(f"two workers to one, {name}, by processor time", by_cpu, by_cpu, by_cpu))
                remarks.append(
                    f"{name}: an answer takes {alone.cpu:.0f} µs of a processor with one worker and {both.cpu:.0f} µs "
                    "with two."
                )
    remarks.append(
        "By processor time: what two workers would answer on two cores of their own. On two cores, load generator and "
        "database take what the second worker would need."
    )
    return Measured("workers", "Two workers against one", "answers a second", sides, ratios, remarks)
