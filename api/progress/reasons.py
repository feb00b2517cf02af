"""Why a row says what it says: stable codes, and for each a sentence in Indonesian and in English."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.faults import Text
from api.progress.told import days, number, rounded
from api.realizations.preference import Preferring
from api.rules.facts import Realization
from api.rules.progress import Progress, Realized, Reports
from api.rules.reached import is_reached


class Reason(NamedTuple):
    code: str
    text: Text


def reasons_of(
    progress: Progress, reports: Reports, preference: Preferring | None, units: Sequence[str]
) -> Iterator[Reason]:
    """First the reason for the verdict. `units` are the other units in which the program reports."""
    yield _verdict(progress)
    realized = progress.realized
    if realized is None:
        yield from _only(progress, reports, units)
    else:
        yield from _about(progress, realized, preference)
    if progress.baseline is not None and progress.baseline.stated_after:
        value, day = number(progress.baseline.value), progress.baseline.day
        yield Reason(
            "baseline_stated_after",
            Text(
                f"Saat target ini dinyatakan belum ada angka; titik awalnya {value.id} per {day}, dinyatakan kemudian.",
                f"When this target was stated no number was known; it is measured from {value.en} of {day}, stated "
                "afterwards.",
            ),
        )
    if progress.target.value == 0:
        yield Reason("zero_target", ZERO_TARGET)


def _verdict(progress: Progress) -> Reason:
    target, realized = progress.target, progress.realized
    if realized is None:
        return Reason("no_realization", NO_REALIZATION)
    goal, value, day, last = number(target.value), number(realized.value), realized.day, target.last
    at = Text(f"{value.id} per {day}", f"{value.en} on {day}")
    texts = {
        "achieved": Text(
            f"Tercapai: {at.id}, targetnya {goal.id} per {last}.", f"Reached: {at.en}, of {goal.en} by {last}."
        ),
        "no_news": Text(
            f"Belum ada angka baru sejak titik awal: {at.id}.", f"Nothing new since the baseline: {at.en}."
        ),
        "missed": Text(
            f"Tidak tercapai: {at.id}, targetnya {goal.id} per {last}.", f"Missed: {at.en}, of {goal.en} by {last}."
        ),
        "not_reported": Text(
            f"Masanya berakhir {last} tanpa angka untuk akhir masa itu; yang terakhir {at.id}.",
            f"The period ended on {last} and no number for its end was reported; the last one is {at.en}.",
        ),
    }
    if progress.expected is not None:
        line = number(rounded(progress.expected))
        texts["on_track"] = Text(
            f"Sesuai jalur: {at.id}; menurut garis lurus {line.id}.",
            f"On track: {at.en}; the straight line has {line.en}.",
        )
        texts["behind"] = Text(
            f"Tertinggal: {at.id}; menurut garis lurus {line.id}.", f"Behind: {at.en}; the straight line has {line.en}."
        )
    return Reason(progress.verdict, texts[progress.verdict])


def _only(progress: Progress, reports: Reports, units: Sequence[str]) -> Iterator[Reason]:
    if only := what_else_is_reported(progress, reports):
        yield Reason(only, ONLY_OTHER[only])
    elif units:
        named = ", ".join(units)
        yield Reason(
            "only_other_unit",
            Text(
                f"Program ini hanya melaporkan dalam satuan lain ({named}); tidak dapat dibandingkan.",
                f"The program reports in another unit alone ({named}); that does not compare.",
            ),
        )


def what_else_is_reported(progress: Progress, reports: Reports) -> str | None:
    """Where nothing compares: whether there are other stretches of its nature, or else figures of the other nature."""
    target = progress.target
    is_stock = target.series.nature == "stock"

    def lies_beside(several: Sequence[Realization]) -> bool:
        return several[0].last <= target.last and (is_stock or several[0].last >= target.first)

    if any(map(lies_beside, reports.stocks if is_stock else reports.flows)):
        return "only_other_period"
    if any(map(lies_beside, reports.flows if is_stock else reports.stocks)):
        return "only_other_nature"
    return None


def _about(progress: Progress, realized: Realized, preference: Preferring | None) -> Iterator[Reason]:
    if progress.verdict == "achieved" and progress.gap and not _is_beyond(progress):
        yield Reason("within_rounding", WITHIN_ROUNDING)
    if progress.verdict in ("no_news", "not_reported"):
        age = days((progress.day - realized.day).days)
        yield Reason(
            "age",
            Text(
                f"Angka terakhir berumur {age.id} pada {progress.day}.",
                f"The last number is {age.en} old on {progress.day}.",
            ),
        )
    if realized.is_derived:
        count = len(realized.parts)
        yield Reason(
            "derived",
            Text(
                f"Tidak dilaporkan sebagai satu angka: jumlah {count} angka yang bersambungan.",
                f"Not reported as one number: the sum of {count} that follow each other without a gap.",
            ),
        )
    if preference is not None:
        yield Reason(
            "preferred_by_a_person",
            Text(
                f"{preference.recorded_by} mengutamakan angka ini: {preference.reason}",
                f"{preference.recorded_by} preferred this number: {preference.reason}",
            ),
        )
    yield from _conflicts(progress, realized)
    if progress.offer is not None:
        sum_ = number(progress.offer.value)
        yield Reason(
            "derived_beside",
            Text(
                f"Dari stok terakhir dan tambahan sesudahnya diperoleh {sum_.id} per {progress.offer.day}; tidak "
                "dilaporkan, jadi tidak dipakai.",
                f"The last stock and the flows after it make {sum_.en} on {progress.offer.day}; nobody reported that, "
                "so it is not used.",
            ),
        )


def _is_beyond(progress: Progress) -> bool:
    """Reached by the stated number itself, not only by what it may have been rounded from."""
    gap = progress.gap or 0
    return gap <= 0 if progress.side == "above" else gap >= 0 if progress.side == "below" else False


def _conflicts(progress: Progress, realized: Realized) -> Iterator[Reason]:
    if all(other.interval.overlaps(realized.interval) for other in realized.alternatives):
        return
    told = ", ".join(number(other.value).id for other in realized.alternatives)
    told_in_english = ", ".join(number(other.value).en for other in realized.alternatives)
    yield Reason(
        "conflict",
        Text(
            f"Laporan bertentangan: angka lain untuk waktu yang sama ialah {_cut(told)}.",
            f"Reports contradict each other: for the same time there is also {_cut(told_in_english)}.",
        ),
    )
    target = progress.target
    reached = {
        is_reached(progress.side, one.interval, target.value, target.interval)
        for one in (*realized.parts, *realized.alternatives)
    }
    if len(reached) > 1:
        yield Reason("conflict_decides", CONFLICT_DECIDES)


def _cut(listed: str) -> str:
    return listed if len(listed) <= 200 else f"{listed[:200].rpartition(',')[0]}, …"


NO_REALIZATION = Text("Tidak ada realisasi yang dapat dibandingkan.", "There is no realization to compare.")
ZERO_TARGET = Text("Targetnya nol, jadi tidak ada rasio.", "The target is zero, so there is no ratio.")
WITHIN_ROUNDING = Text(
    "Angka yang dinyatakan tidak sama dengan targetnya; tercapai karena pembulatan angka itu.",
    "The stated number is not the target; it is reached within the rounding of that number.",
)
CONFLICT_DECIDES = Text(
    "Tercapai atau tidaknya bergantung pada laporan mana yang dipakai.",
    "Whether the target is reached depends on which report is taken.",
)
ONLY_OTHER = {
    "only_other_period": Text(
        "Yang dilaporkan hanya tambahan yang tidak dimulai pada hari pertama target ini.",
        "All that is reported are flows that do not set out on the first day of this target.",
    ),
    "only_other_nature": Text(
        "Yang dilaporkan hanya angka sifat lain (stok atau tambahan); tidak dapat dibandingkan.",
        "All that is reported is of the other nature (stock or flow); that does not compare.",
    ),
}
