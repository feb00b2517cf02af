"""Constraints of claims about figures, about a key, and with ranges and qualifiers."""

from typing import Any

import pytest

from tests.schema.conftest import Session, first_revision, try_insert

FIGURE, OTHER = (f"01a1fb67-1800-7000-8000-000000000{number}" for number in (205, 206))
NUMBER: dict[str, Any] = {
    "kind": "ratio", "stated_value": 21, "stated_resolution": 1, "stated_date": None, "stated_weekday": None,
}  # fmt: skip
RATIO = {**NUMBER, "figures": [FIGURE]}
KEY = {
    "indicator": "umkm-onboarded", "nature": "stock", "region": "32", "breakdown": "catalog:local", "period": "2024",
    "day_known": True,
}  # fmt: skip
BASE_NEEDED, BASE_PERIOD = "claim_of_several_figures_names_its_base", "claim_base_period_selects_a_target"
BAD_KEY = "figure_key_names_a_realization"


def about(**changed: Any) -> dict[str, Any]:
    """Return a claim about a key; the key lacks a field of `...`."""
    key = {name: value for name, value in {**KEY, **changed}.items() if value is not ...}
    return {**NUMBER, "figures": [], "figure_key": key}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ({**RATIO, "kind": "difference", "base": "year_before"}, None),
        ({**RATIO, "kind": "subtraction"}, "claim_kind_is_known"),
        ({**RATIO, "base": "next"}, "claim_base_is_known"),
        ({**RATIO, "figures": [FIGURE, OTHER]}, BASE_NEEDED),
        ({**RATIO, "figures": [FIGURE, OTHER], "base_figure": FIGURE}, None),
        ({**RATIO, "kind": "sum", "figures": [FIGURE, OTHER]}, None),
        ({**RATIO, "base": "target", "base_period": "2024"}, None),
        ({**RATIO, "base": "baseline", "base_period": "2024"}, None),
        ({**RATIO, "base": "previous", "base_period": "2024"}, BASE_PERIOD),
        ({**RATIO, "base_period": "2024"}, BASE_PERIOD),
        ({**RATIO, "base": "target", "base_period": "2024", "base_figure": FIGURE}, BASE_PERIOD),
        ({**RATIO, "base": "target", "base_period": "2024-01-01/2024-12-31"}, "period_is_canonical"),
        ({**RATIO, "stated_value_to": 22}, None),
        ({**RATIO, "stated_value_to": 21}, "claim_range_is_in_order"),
        ({**RATIO, "stated_value_to": 22, "qualifier": "about"}, None),
        ({**RATIO, "stated_value_to": 22, "qualifier": "nearly"}, "claim_range_has_no_open_side"),
        ({**RATIO, "qualifier": "maybe"}, "claim_qualifier_is_known"),
        ({**RATIO, "qualifier": None}, "23502"),
        ({"qualifier": "about"}, "claim_states_a_day_or_a_number"),
        ({"figure_key": KEY}, "claim_states_a_day_or_a_number"),
        (about(), None),
        ({**about(), "figures": [FIGURE]}, "claim_has_figures_or_a_key"),
        ({**about(), "kind": "sum"}, "claim_has_figures_or_a_key"),
        (about(day_known=False), None),
        (about(day_known=False, period="2024-05-31"), BAD_KEY),
        (about(day_known=False, nature="flow"), BAD_KEY),
        (about(day_known="true"), BAD_KEY),
        (about(day_known=...), BAD_KEY),
        (about(nature="level"), BAD_KEY),
        (about(nature=...), BAD_KEY),
        (about(breakdown=None), BAD_KEY),
        (about(value=1), BAD_KEY),
        (about(period="2024-01-01/2024-12-31"), "period_is_canonical"),
        (about(region="Jawa"), "region_code_is_of_kemendagri"),
        (about(region="10"), "claim_key_is_about_a_region"),
        (about(breakdown="catalog"), "breakdown_is_sorted_pairs_of_codes"),
        ({**NUMBER, "figures": [], "figure_key": [KEY]}, BAD_KEY),
    ],
)
def test_the_fields_of_a_claim_are_consistent(writer: Session, content: dict[str, Any], rule: str | None) -> None:
    assert try_insert(writer, "claim", first_revision("claim", **content)) == rule
