"""The target that a page names first, with its verdict in words, a sign, and a tone that the style sheet colors."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from api.analysis.progress.model import Progress
from api.analysis.rules.progress import ProgressVerdict
from api.errors import Text
from api.pages.country_progress import ShownTarget
from api.pages.formatting import format_day, format_period, format_value, split_amount, write_reason
from api.pages.language import Language, choose_text
from api.resources.figures.period import Period


class VerdictLabel(NamedTuple):
    """Words, a sign that does not depend on color, and the tone: good, warning or neutral."""

    text: str
    sign: str
    tone: str


_LABELS: Final[dict[ProgressVerdict, tuple[Text, str, str]]] = {
    "achieved": (Text("Tercapai", "Achieved"), "✓", "good"),
    "on_track": (Text("Sesuai jalur", "On track"), "✓", "good"),
    "behind": (Text("Di belakang jalur", "Behind"), "!", "warning"),
    "missed": (Text("Tidak tercapai", "Missed"), "✗", "warning"),
    "not_reported": (Text("Tidak dilaporkan", "Not reported"), "?", "warning"),
    "no_new_report": (Text("Belum ada laporan baru", "No new report"), "?", "neutral"),
    "no_realization": (Text("Belum pernah dilaporkan", "Never reported"), "–", "neutral"),
}


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """The target that a page puts first, and its verdict. `is_sum`: `reported` is the sum of several reports."""

    verdict: VerdictLabel
    reason: str
    reported: str | None
    reported_for: str | None
    is_sum: bool
    target: str
    target_for: str
    achievement: str | None


def label_verdict(verdict: ProgressVerdict, language: Language) -> VerdictLabel:
    text, sign, tone = _LABELS[verdict]
    return VerdictLabel(choose_text(text, language), sign, tone)


def choose_headline(shown: Sequence[ShownTarget]) -> Progress | None:
    """Return the row to show first: not an addition, of the indicator with most targets, with a report, the last."""

    def rank(target: ShownTarget) -> tuple[object, ...]:
        row = target.row
        return row.nature != "flow", len(target.others), row.realization is not None, find_end(row)

    return max(shown, key=rank).row if shown else None


def find_end(row: Progress) -> tuple[date, date]:
    """Return the last day on which the target can be reached, then the last day of its period."""
    last = Period.parse(row.period).last
    return row.target.due_on or last, last


def build_headline(row: Progress, language: Language, unit: str = "") -> Headline:
    """Build the headline of a row. Its numbers have the unit only if that is a symbol before them."""
    reported = row.realization
    return Headline(
        verdict=label_verdict(row.verdict, language),
        reason=write_reason(row.reasons[0], language) if row.reasons else "",
        reported=None
        if reported is None
        else split_amount(reported.value, reported.value_to, reported.qualifier, unit, language)[0],
        is_sum=reported is not None and reported.id is None,
        reported_for=None if reported is None else format_day(reported.reference_date, language),
        target=split_amount(row.target.value, row.target.value_to, row.target.qualifier, unit, language)[0],
        target_for=format_period(row.period, language),
        achievement=None if row.achievement is None else f"{format_value(row.achievement, None, 'exact', language)} %",
    )
