"""Verification of weekday claims."""

from api.analysis.rules.claims import messages
from api.analysis.rules.claims.judgment import Judgment
from api.analysis.rules.facts import ClaimFact
from api.errors import Text

WEEKDAYS = {
    "monday": Text("Senin", "Monday"),
    "tuesday": Text("Selasa", "Tuesday"),
    "wednesday": Text("Rabu", "Wednesday"),
    "thursday": Text("Kamis", "Thursday"),
    "friday": Text("Jumat", "Friday"),
    "saturday": Text("Sabtu", "Saturday"),
    "sunday": Text("Minggu", "Sunday"),
}


def judge_weekday(claim: ClaimFact) -> Judgment:
    if claim.stated_date is None or claim.stated_weekday not in WEEKDAYS:
        raise messages.no_stated_value()
    name = list(WEEKDAYS)[claim.stated_date.weekday()]
    if name == claim.stated_weekday:
        return Judgment(verdict="consistent")
    reason = messages.weekday_differs(claim.stated_date.isoformat(), WEEKDAYS[name], WEEKDAYS[claim.stated_weekday])
    return Judgment(verdict="inconsistent", reasons=(reason,))
