"""The target that a page names first, with its verdict in words, a sign, and a tone that the style sheet colors."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from api.analysis.progress.model import Progress
from api.analysis.rules.progress import ProgressVerdict
from api.errors import Text
from api.pages.formatting import format_day, format_period, format_value
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
    """The target that a page puts first, and its verdict."""

    verdict: VerdictLabel
    reason: str
    reported: str | None
    reported_for: str | None
    target: str
    target_for: str
    achievement: str | None


def label_verdict(verdict: ProgressVerdict, language: Language) -> VerdictLabel:
    text, sign, tone = _LABELS[verdict]
    return VerdictLabel(choose_text(text, language), sign, tone)


def choose_headline(rows: Sequence[Progress]) -> Progress | None:
    """Return the row to show first: not an addition, of the indicator with most targets, with a report, the last."""
    if not rows:
        return None
    counts = {(row.indicator, row.nature): 0 for row in rows}
    for row in rows:
        counts[row.indicator, row.nature] += 1
    return max(
        rows,
        key=lambda row: (
            row.nature != "flow",
            counts[row.indicator, row.nature],
            row.realization is not None,
            _find_end(row),
        ),
    )


def _find_end(row: Progress) -> tuple[date, date]:
    """Return the last day on which the target can be reached, then the last day of its period."""
    last = Period.parse(row.period).last
    return row.target.due_on or last, last


def build_headline(row: Progress, language: Language) -> Headline:
    reported = row.realization
    return Headline(
        verdict=label_verdict(row.verdict, language),
        reason=choose_text(Text(row.reasons[0].text, row.reasons[0].text_en), language) if row.reasons else "",
        reported=None
        if reported is None
        else format_value(reported.value, reported.value_to, reported.qualifier, language),
        reported_for=None if reported is None else format_day(reported.reference_date, language),
        target=format_value(row.target.value, row.target.value_to, row.target.qualifier, language),
        target_for=format_period(row.period, language),
        achievement=None if row.achievement is None else f"{format_value(row.achievement, None, 'exact', language)} %",
    )
