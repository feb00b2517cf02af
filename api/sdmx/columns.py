"""How each component is written: SQL over a figure `t`, as text, null where it says nothing."""

from datetime import datetime

from api.postgres.chain import Bind, held_at
from api.sdmx.flows import Noun

_MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# No code has an underscore, so that each id is of one code: catalog:local,part:own is catalog_local__part_own.
WHOLE = "_T"
WRITTEN = {
    "INDICATOR": "t.indicator::text",
    "NATURE": "t.nature",
    "REF_AREA": "replace(t.region, '.', '_')",
    "BREAKDOWN": f"CASE t.breakdown WHEN '' THEN '{WHOLE}' ELSE replace(replace(t.breakdown, ',', '__'), ':', '_') END",
    "SOURCE": "cited.code",
    "FIGURE": "t.id::text",
    # Only an interval has 21 characters; the standard has its first day and how long it lasts.
    "TIME_PERIOD": "CASE length(t.period) WHEN 21 "
    "THEN left(t.period, 11) || 'P' || (t.period_end - t.period_start + 1) || 'D' ELSE t.period::text END",
    "OBS_VALUE": "t.value::text",
    "UNIT_MULT": "'0'",
    "QUALIFIER": "t.qualifier",
    "RESOLUTION": "t.resolution::text",
    "STATED_BY": "t.institution::text",
    "STATED_ON": "t.stated_on::text",
    "STATED_NOT_BEFORE": "t.stated_not_before::text",
    "STATED_NOT_AFTER": "t.stated_not_after::text",
    "RETRACTED_ON": "t.retracted_on::text",
    "SOURCE_ID": "(SELECT string_agg(DISTINCT cited->>'source', ';' ORDER BY cited->>'source') "
    "FROM jsonb_array_elements(t.citations) AS cited)",
    "KNOWN_FROM": _MOMENT.format("t.recorded_at"),
    "COMMENT_OBS": "t.note::text",
}
_STATUS = {
    "target": "'A'",
    "realization": "CASE t.quality WHEN 'final' THEN 'A' WHEN 'provisional' THEN 'P' ELSE 'E' END",
}


def written(component: str, noun: Noun, known_at: datetime | None, bind: Bind) -> str:
    """`known_at`: what replaced a revision after that moment was not known then."""
    match component:
        case "KIND":
            return f"'{noun}'"
        case "OBS_STATUS":
            return _STATUS[noun]
        case "UNIT_MEASURE":
            counting = f"i.code = t.indicator AND i.status = 'published' AND {held_at('i', known_at, bind)}"
            return f"(SELECT i.unit::text FROM indicator i WHERE {counting})"
        case "KNOWN_TO":
            replaced = _MOMENT.format("t.replaced_at")
            return replaced if known_at is None else f"CASE WHEN t.replaced_at <= {bind(known_at)} THEN {replaced} END"
    return WRITTEN[component]
