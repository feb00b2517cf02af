"""The filters of targets and realizations whose values can be listed."""

from api.http.reads.filter_values import ValueSource

FIGURE_VALUES = {
    "program": ValueSource("t.program", "program"),
    "indicator": ValueSource("t.indicator", "indicator"),
    "nature": ValueSource("t.nature"),
    "region": ValueSource("t.region", "region"),
    "level": ValueSource("t.level"),
    "institution": ValueSource("t.institution", "institution"),
    "source": ValueSource(
        "cited.source",
        "source",
        lambda _known_at, _bind: (
            "LATERAL (SELECT DISTINCT citation->>'source' AS source "
            "FROM jsonb_array_elements(t.citations) AS citation) AS cited"
        ),
    ),
}
