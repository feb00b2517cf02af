"""SQL for the text of each component of a figure `t`; null if the figure has no value for it."""

from datetime import datetime

from api.database.revision_reads import BindValue, published_condition
from api.exchange.sdmx.structure.dataflows import FigureType

_TIMESTAMP_SQL = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# Codes contain no underscore, so the SDMX id is unique: catalog:local,part:own becomes catalog_local__part_own.
TOTAL_CODE = "_T"
NOT_APPLICABLE = "_Z"
COMPONENT_SQL = {
    "INDICATOR": "t.indicator::text",
    "NATURE": "t.nature",
    "REF_AREA": "replace(t.region, '.', '_')",
    "BREAKDOWN": f"CASE t.breakdown WHEN '' THEN '{TOTAL_CODE}' ELSE replace(replace(t.breakdown, ',', '__'), ':', "
    "'_') END",
    "SOURCE": "cited.code",
    "FIGURE": "t.id::text",
    # Only an interval has 21 characters; SDMX writes its first day and its duration.
    "TIME_PERIOD": "CASE length(t.period) WHEN 21 "
    "THEN left(t.period, 11) || 'P' || (t.period_end - t.period_start + 1) || 'D' ELSE t.period::text END",
    "OBS_VALUE": "t.value::text",
    "UNIT_MULT": "'0'",
    "QUALIFIER": "t.qualifier",
    "VALUE_TO": "t.value_to::text",
    "RESOLUTION": "t.resolution::text",
    "STATED_BY": "t.institution::text",
    "STATED_ON": "t.stated_on::text",
    "STATED_NOT_BEFORE": "t.stated_not_before::text",
    "STATED_NOT_AFTER": "t.stated_not_after::text",
    "RETRACTED_ON": "t.retracted_on::text",
    "SOURCE_ID": "(SELECT string_agg(DISTINCT cited->>'source', ';' ORDER BY cited->>'source') "
    "FROM jsonb_array_elements(t.citations) AS cited)",
    "KNOWN_FROM": _TIMESTAMP_SQL.format("t.recorded_at"),
    "COMMENT_OBS": "t.note::text",
}
_OBSERVATION_STATUS_SQL = {
    "target": "'A'",
    "realization": "CASE t.quality WHEN 'final' THEN 'A' WHEN 'provisional' THEN 'P' ELSE 'E' END",
}


def build_component_sql(component: str, figure_type: FigureType, known_at: datetime | None, bind: BindValue) -> str:
    """Build the SQL of a component as recorded at `known_at`: later replacements are ignored."""
    match component:
        case "FIGURE_TYPE":
            return f"'{figure_type}'"
        case "PLAN":
            return f"coalesce(t.plan::text, '{NOT_APPLICABLE}')" if figure_type == "target" else f"'{NOT_APPLICABLE}'"
        case "DUE_ON":
            return "t.due_on::text" if figure_type == "target" else "NULL"
        case "DAY_KNOWN":
            return "t.day_known::text" if figure_type == "realization" else "NULL"
        case "OBS_STATUS":
            return _OBSERVATION_STATUS_SQL[figure_type]
        case "UNIT_MEASURE":
            published = published_condition("i", known_at, bind)
            return f"(SELECT i.unit::text FROM indicator i WHERE i.code = t.indicator AND {published})"
        case "KNOWN_TO":
            replaced = _TIMESTAMP_SQL.format("t.replaced_at")
            return replaced if known_at is None else f"CASE WHEN t.replaced_at <= {bind(known_at)} THEN {replaced} END"
    return COMPONENT_SQL[component]
