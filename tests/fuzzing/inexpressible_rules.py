"""Check that the service rejects a request that the document allows only because of a rule that no schema expresses."""

from typing import Any

import schemathesis

from api.database.constraint_messages import CONSTRAINT_MESSAGES

# By error code: why no schema expresses the rule.
REASONS = {
    **dict.fromkeys(CONSTRAINT_MESSAGES, "a rule about stored data, or about two fields"),
    "not_a_date": "a pattern cannot limit the days of February; the description has the first and the last year",
    "not_a_timestamp": "as for dates",
    "not_a_period": "its months and days are dates",
    "not_a_breakdown": "it has no name twice",
    "not_an_amount": "the digits of a number are counted as written",
    "reversed_range": "one parameter is compared with another",
    "sort_by_value_needs_indicator": "one parameter requires another",
    "latest_with_other_periods": "one value excludes others",
    "count_with_verdict": "one parameter excludes another",
    "not_with_apply_token": "one parameter excludes others",
    "missing_parameter": "one of two parameters is required",
    "unknown_mapping": "the mapping must exist",
    "unknown_region": "the region must exist",
    "unknown_indicator": "the indicator must exist",
    "range_with_qualifier": "one field allows fewer values of another",
    "immutable_field": "a patch may repeat the code of its URL, and no other one",
    "day_is_known": "it depends on the nature and the period",
    "base_figure_needed": "it depends on the number of figures",
    "parameter_not_applicable": "it depends on the collection of the import",
    "stated_date_required": "a patch changes one of three days",
    "retracted_before_stated": "one day is compared with another",
    "does_not_apply": "one field excludes others",
    "different_units": "it depends on the figures of the claim",
    "units_disagree": "it depends on the figures of the claim",
    "regions_disagree": "it depends on the figures of the claim",
    "base_is_zero": "it depends on the figure of the claim",
    "api_key_names_its_institution": "the institution must exist",
    "not_a_filter": "one text with its own syntax",
    "unknown_dimension": "each dataflow has its own dimensions",
    "not_a_key": "its parts are counted, and depend on the dataflow",
    "blank": "regular expressions of some languages cannot list combining marks",
    "hidden_character": "regular expressions of some languages cannot list these characters",
    "invalid_cursor": "only the service creates a cursor, for one list with its filters",
    "not_a_name": "regular expressions of some languages cannot name scripts",
    "surrounding_space": "as for hidden characters: spaces that are not ASCII",
    "invalid_search_text": "as for hidden characters; and the words are counted",
    "not_a_reason": "as for hidden characters",
    "not_a_mapping": "as for hidden characters",
    "nul_character": "as for hidden characters",
    "not_a_sheet": "as for hidden characters",
    "formula": "as for hidden characters: signs of full width",
    "not_in_the_future": "it depends on the current day",
}
# The same for one parameter.
REASONS_OF_PARAMETERS = {
    ("invalid_json", "mapping"): "a name, or JSON in a text",
    ("not_one_of", "encoding"): "it depends on the media type of the file",
}


@schemathesis.check
def rejected_for_an_inexpressible_rule(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    problem: dict[str, Any] = response.json()
    if problem["type"] == "/problems/unreadable-file":
        return  # the document describes a file only as a file
    unexpected = [error for error in problem["errors"] if not _is_inexpressible(error)]
    assert not unexpected, f"The document allows these values: {unexpected}"


def _is_inexpressible(error: dict[str, str]) -> bool:
    if error.get("pointer", "").startswith(("/rows/", "/header")):
        return True  # the content of a file, which the document describes only as a file
    if error["code"] == "wrong_type":
        # In JSON Schema 1.0 is an integer. The service rejects it, because it may be a rounded value.
        return "float" in error["detail"].partition("`")[0]
    return error["code"] in REASONS or (error["code"], error.get("parameter")) in REASONS_OF_PARAMETERS
