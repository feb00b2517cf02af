"""A date that is printed with its weekday."""

from api.faults import Text
from api.rules.claimed import sentences
from api.rules.claimed.judgement import Judgement
from api.rules.facts import Claim

WEEKDAYS = {
    "monday": Text("Senin", "Monday"),
    "tuesday": Text("Selasa", "Tuesday"),
    "wednesday": Text("Rabu", "Wednesday"),
    "thursday": Text("Kamis", "Thursday"),
    "friday": Text("Jumat", "Friday"),
    "saturday": Text("Sabtu", "Saturday"),
    "sunday": Text("Minggu", "Sunday"),
}


def judge_weekday(claim: Claim) -> Judgement:
    if claim.stated_date is None or claim.stated_weekday not in WEEKDAYS:
        raise sentences.nothing_stated()
    name = list(WEEKDAYS)[claim.stated_date.weekday()]
    if name == claim.stated_weekday:
        return Judgement(verdict="consistent")
    why = sentences.another_day(claim.stated_date.isoformat(), WEEKDAYS[name], WEEKDAYS[claim.stated_weekday])
    return Judgement(verdict="inconsistent", reasons=(why,))
