"""Onboarding counts and progress, cold, among many realizations against among 10,000."""

from benchmarks.measured import Measured, Ratio, Side, in_turn, ratio
from benchmarks.measures.asking import milliseconds
from benchmarks.stage import Stage

TIMES = 20
QUESTIONS = {
    "onboarding counts, first page": "/v1/onboarding-counts",
    "onboarding counts of a program": "/v1/onboarding-counts?program=program-0",
    "onboarding counts of a region": "/v1/onboarding-counts?program=program-0&within=32",
    "progress, first page": "/v1/progress",
    "progress of a program": "/v1/programs/program-0/progress",
}


def growth(stage: Stage) -> Measured | None:
    """None where there is nothing to compare with."""
    if stage.small is None:
        return None
    many, few = stage.capaian, stage.capaian_of_few
    refused: set[str] = set()
    sides: list[Side] = []
    ratios: list[Ratio] = []
    for name, path in QUESTIONS.items():
        large, small = in_turn(
            {
                f"{name}, all": lambda path=path: milliseconds(many, path, TIMES, refused),  # type: ignore[misc]
                f"{name}, of 10,000": lambda path=path: milliseconds(few, path, TIMES),  # type: ignore[misc]
            },
            stage.effort.rounds,
        )
        sides += [large, small]
        ratios.append(ratio(name, large, small, at_most=1.3))
    title = "Cold, against the same among 10,000 realizations"
    remarks = [f"`{path}` was refused (503) at least once; what it took until then counts." for path in sorted(refused)]
    return Measured("growth", title, "milliseconds", sides, ratios, remarks)
