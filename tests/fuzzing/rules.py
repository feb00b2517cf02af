"""A request that the document allows may be refused only for what no schema can say."""

from typing import Any

import schemathesis

from api.postgres.rules import RULES

# By the code of the fault: why no schema says it.
UNSAYABLE = {
    **dict.fromkeys((name.replace("_", "-") for name in RULES), "a rule about what is stored, or between two members"),
    "not-a-date": "a pattern does not know the days of February; the first and the last year are told in words",
    "not-a-timestamp": "as for dates",
    "not-a-period": "its months and days are dates",
    "not-a-breakdown": "it names nothing twice",
    "not-an-amount": "the digits of a number are counted as it is written",
    "reversed-range": "one parameter is compared with another",
    "sort-needs-indicator": "one parameter asks for another",
    "count-with-verdict": "one parameter rules out another",
    "not-beside-a-plan": "one parameter rules out others",
    "missing-parameter": "one of two parameters has to be there",
    "unknown-mapping": "what is referred to has to exist",
    "unknown-region": "what is referred to has to exist",
    "stated-when": "a day stands alone, its bounds together",
    "retracted-early": "one day is compared with another",
    "citation-without-place": "one of two members has to be there",
    "does-not-apply": "one member rules out others",
    "different-units": "it depends on the figures that are named",
    "units-disagree": "it depends on the figures that are named",
    "regions-disagree": "it depends on the figures that are named",
    "base-is-zero": "it depends on the figure that is named",
    "api-key-names-its-institution": "what is referred to has to exist",
    "not-a-filter": "a small language of its own in one text",
    "not-a-key": "its parts are counted, and depend on the flow",
    "not-in-the-future": "it depends on the day",
}
# The same for one parameter alone.
UNSAYABLE_OF = {
    ("invalid-json", "mapping"): "a name, or JSON in a text",
    ("not-one-of", "encoding"): "it depends on the media type of the file",
}


@schemathesis.check
def refused_for_a_rule(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    problem: dict[str, Any] = response.json()
    if problem["type"] == "/problems/unreadable-file":
        return  # the contract says of a file only that it is one
    unexpected = [fault for fault in problem["errors"] if not _is_unsayable(fault)]
    assert not unexpected, f"The document does not tell of {unexpected}"


def _is_unsayable(fault: dict[str, str]) -> bool:
    if fault.get("pointer", "").startswith(("/rows/", "/header")):
        return True  # what is in a file, of which the contract says only that it is one
    if fault["code"] == "wrong-type":
        # To JSON Schema 1.0 is a whole number; to the service it is one that may have been rounded.
        return fault["detail"].endswith("float")
    return fault["code"] in UNSAYABLE or (fault["code"], fault.get("parameter")) in UNSAYABLE_OF
