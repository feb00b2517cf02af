"""Reasons of a row of progress: stable codes with a text in Indonesian and in English."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.analysis.progress.number_format import format_days, format_number, round_computed
from api.analysis.rules.achievement import StatedAmount
from api.analysis.rules.facts import RealizationFact
from api.analysis.rules.progress import ProgressAssessment
from api.analysis.rules.realized import NATURES, RealizationGroup, RealizedValue
from api.errors import Text
from api.resources.realizations.preference_model import AppliedPreference


class VerdictReason(NamedTuple):
    code: str
    text: Text


def list_reasons(
    progress: ProgressAssessment, reports: RealizationGroup, preference: AppliedPreference | None, units: Sequence[str]
) -> Iterator[VerdictReason]:
    """Yield the reasons, first that of the verdict. `units` are those of reported variants."""
    yield _verdict_reason(progress)
    realized = progress.realized
    if realized is None:
        yield from _other_reports_reasons(progress, reports, units)
    else:
        yield from _realization_reasons(progress, realized, preference)
    if progress.baseline is not None and progress.baseline.stated_after:
        value, day = format_number(progress.baseline.value), progress.baseline.day
        yield VerdictReason(
            "baseline_stated_after",
            Text(
                f"Belum ada angka saat target ini dinyatakan. Titik awalnya {value.id} per {day}, dinyatakan kemudian.",
                f"No number was known when this target was stated. The baseline is {value.en} on {day}, stated later.",
            ),
        )
    if codes := _find_other_codes(progress):
        listed = ", ".join(codes)
        yield VerdictReason(
            "region_renumbered",
            Text(
                f"Wilayah ini pernah atau kini berkode lain; ada angka dengan kode {listed}.",
                f"The region has had another code; there are figures with the code {listed}.",
            ),
        )
    if (progress.target.value if progress.goal is None else progress.goal) == 0:
        yield VerdictReason("zero_target", ZERO_TARGET)


def _find_other_codes(progress: ProgressAssessment) -> list[str]:
    """Return the codes of the compared figures of a renumbered region that differ from that of the target."""
    used = [value for value in (progress.realized, progress.derived_value) if value is not None]
    figures = [figure for value in used for figure in (*value.parts, *value.alternatives)]
    if progress.baseline is not None and progress.baseline.figure is not None:
        figures.append(progress.baseline.figure)
    return sorted({figure.region for figure in figures} - {progress.target.region})


def _verdict_reason(progress: ProgressAssessment) -> VerdictReason:
    target, realized = progress.target, progress.realized
    if realized is None:
        return VerdictReason("no_realization", NO_REALIZATION)
    goal, value, day, last = format_number(target.value), format_number(realized.value), realized.day, target.last
    at = Text(f"{value.id} per {day}", f"{value.en} on {day}")
    texts = {
        "achieved": Text(
            f"Tercapai: {at.id}; targetnya {goal.id} per {last}.",
            f"Reached: {at.en}; the target is {goal.en} by {last}.",
        ),
        "no_new_report": Text(
            f"Belum ada angka baru sejak titik awal: {at.id}.", f"Nothing new since the baseline: {at.en}."
        ),
        "missed": Text(
            f"Tidak tercapai: {at.id}; targetnya {goal.id} per {last}.",
            f"Missed: {at.en}; the target is {goal.en} by {last}.",
        ),
        "not_reported": Text(
            f"Periode berakhir pada {last} tanpa laporan untuk akhir periode; angka terakhir {at.id}.",
            f"The period ended on {last} without a report for its end; the last number is {at.en}.",
        ),
    }
    if progress.expected is not None:
        line = format_number(round_computed(progress.expected))
        texts["on_track"] = Text(
            f"Sesuai jalur: {at.id}; menurut garis lurus {line.id}.",
            f"On track: {at.en}; the straight line is at {line.en}.",
        )
        texts["behind"] = Text(
            f"Tertinggal: {at.id}; menurut garis lurus {line.id}.",
            f"Behind: {at.en}; the straight line is at {line.en}.",
        )
    return VerdictReason(progress.verdict, texts[progress.verdict])


def _other_reports_reasons(
    progress: ProgressAssessment, reports: RealizationGroup, units: Sequence[str]
) -> Iterator[VerdictReason]:
    if only := find_other_reports(progress, reports):
        yield VerdictReason(only, ONLY_OTHER_REPORTS[only])
    elif units:
        named = ", ".join(units)
        yield VerdictReason(
            "only_other_unit",
            Text(
                f"Sampai akhir periode hanya ada laporan dalam satuan lain ({named}), yang tidak dapat dibandingkan.",
                f"Until the end of the period it was reported only in another unit ({named}), which is not comparable.",
            ),
        )


def find_other_reports(progress: ProgressAssessment, reports: RealizationGroup) -> str | None:
    """Return which reports exist that are not comparable: of another period, or of the other nature; None if none."""
    target = progress.target
    nature = target.series.nature

    def overlaps_period(several: Sequence[RealizationFact]) -> bool:
        return several[0].latest_day <= target.end and (nature == "stock" or several[0].last >= target.first)

    if any(map(overlaps_period, reports.of_nature(nature))):
        return "only_other_period"
    if any(overlaps_period(each) for other in NATURES if other != nature for each in reports.of_nature(other)):
        return "only_other_nature"
    return None


def has_report(progress: ProgressAssessment, reports: RealizationGroup) -> bool:
    """Return whether the indicator itself was reported until the end of the target, comparable or not."""
    keys = (several for nature in NATURES for several in reports.of_nature(nature))
    return any(several[0].latest_day <= progress.target.end for several in keys)


def _realization_reasons(
    progress: ProgressAssessment, realized: RealizedValue, preference: AppliedPreference | None
) -> Iterator[VerdictReason]:
    stated = realized.stated
    if progress.verdict == "achieved" and stated.is_exact and not progress.promise.fulfilled_by.contains(stated.value):
        yield VerdictReason("within_rounding", WITHIN_ROUNDING)
    if progress.promise.depends_on_qualifier(stated):
        yield VerdictReason("qualifier_matters", QUALIFIER_MATTERS)
    if realized.equally_long:
        yield VerdictReason("part_of_period", PART_OF_PERIOD)
    if not all(part.day_known for part in realized.parts):
        yield VerdictReason("day_unknown", DAY_UNKNOWN)
    if progress.verdict in ("no_new_report", "not_reported"):
        age = format_days((progress.reference_day - realized.day).days)
        yield VerdictReason(
            "report_age",
            Text(
                f"Angka terakhir berumur {age.id} pada {progress.reference_day}.",
                f"The last number is {age.en} old on {progress.reference_day}.",
            ),
        )
    if realized.is_derived:
        count = len(realized.parts)
        yield VerdictReason(
            "derived",
            Text(
                f"Tidak dilaporkan sebagai satu angka: ini jumlah dari {count} laporan yang berurutan tanpa jeda.",
                f"Not reported as one number: the sum of {count} reports that follow each other without a gap.",
            ),
        )
    if preference is not None:
        yield VerdictReason(
            "manual_preference",
            Text(
                f"{preference.recorded_by} mengutamakan angka ini: {preference.reason}",
                f"{preference.recorded_by} preferred this number: {preference.reason}",
            ),
        )
    yield from _conflict_reasons(progress, realized)
    if (derived := progress.derived_value) is not None:
        sum_ = format_number(derived.value)
        yield VerdictReason(
            "derived_value_available",
            Text(
                f"Stok terakhir dan tambahan sesudahnya berjumlah {sum_.id} per {derived.day}. Angka ini "
                "tidak dilaporkan sehingga tidak dipakai.",
                f"The last stock and the flows after it add up to {sum_.en} on {derived.day}. This number was "
                "not reported, so it is not used.",
            ),
        )


def _conflict_reasons(progress: ProgressAssessment, realized: RealizedValue) -> Iterator[VerdictReason]:
    if all(other.interval.agrees_with(realized.interval) for other in realized.alternatives):
        return
    others = ", ".join(format_number(other.value).id for other in realized.alternatives)
    others_en = ", ".join(format_number(other.value).en for other in realized.alternatives)
    yield VerdictReason(
        "conflict",
        Text(
            f"Laporan saling bertentangan: angka lain untuk waktu yang sama adalah {_truncate_list(others)}.",
            f"Reports contradict each other: other numbers for the same time are {_truncate_list(others_en)}.",
        ),
    )
    reached = {
        progress.promise.is_reached_by(StatedAmount.from_figures((one,)))
        for one in (*realized.parts, *realized.alternatives)
    }
    if len(reached) > 1:
        yield VerdictReason("verdict_depends_on_report", VERDICT_DEPENDS_ON_REPORT)


def _truncate_list(listed: str) -> str:
    return listed if len(listed) <= 200 else f"{listed[:200].rpartition(',')[0]}, …"


NO_REALIZATION = Text("Tidak ada realisasi yang dapat dibandingkan.", "There is no realization to compare.")
ZERO_TARGET = Text("Targetnya nol sehingga tidak ada rasio.", "The target is zero, so there is no ratio.")
QUALIFIER_MATTERS = Text(
    "Angka itu bukan angka pasti: sebagian angka yang mungkin dimaksud memenuhi target, sebagian tidak.",
    "The number is not exact: some of the numbers that it can mean reach the target, and some do not.",
)
PART_OF_PERIOD = Text(
    "Angka itu hanya untuk sebagian periode target.", "The number is about a part of the target's period only."
)
DAY_UNKNOWN = Text(
    "Hari dari angka itu tidak diketahui; yang dipakai hari pertama yang mungkin.",
    "The day of the number is unknown; its first possible day is used.",
)
WITHIN_ROUNDING = Text(
    "Angka yang dinyatakan belum mencapai target; target tercapai dalam batas pembulatan angka itu.",
    "The stated number does not reach the target; the target is reached within the rounding of that number.",
)
VERDICT_DEPENDS_ON_REPORT = Text(
    "Tercapai atau tidaknya bergantung pada laporan mana yang dipakai.",
    "Whether the target is reached depends on which report is used.",
)
ONLY_OTHER_REPORTS = {
    "only_other_period": Text(
        "Hanya ada laporan untuk periode yang tidak dapat dibandingkan dengan periode target ini.",
        "Only numbers of periods are reported that are not comparable with the period of this target.",
    ),
    "only_other_nature": Text(
        "Hanya ada laporan dengan sifat lain (stok, tambahan, atau nilai periode), yang tidak dapat dibandingkan.",
        "Only numbers of another nature (stock, flow or rate) are reported, which are not comparable.",
    ),
}
