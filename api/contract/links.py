"""Links: from an answer to what may be asked next, with the values of the answer that the next request takes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

JsonObject = dict[str, Any]

REF = "#/components/links/"
ETAG = "$response.header.ETag"


class Link(NamedTuple):
    """The operation that it leads to, what is filled in from where, and one sentence."""

    to: str
    parameters: dict[str, str]
    told: str


def _body(pointer: str) -> str:
    return f"$response.body#/{pointer}"


def _by(parameter: str, pointer: str | None = None) -> dict[str, str]:
    return {parameter: _body(pointer or parameter)}


# The key of every noun that has the four reads; those of STEPPED are also written, by steps to publication.
NOUNS = {
    "program": ("programs", "code"),
    "indicator": ("indicators", "code"),
    "target": ("targets", "id"),
    "realization": ("realizations", "id"),
    "source": ("sources", "code"),
    "claim": ("claims", "id"),
    "institution": ("institutions", "code"),
    "region": ("regions", "code"),
    "unit": ("units", "code"),
}
STEPPED = frozenset(NOUNS) - {"region", "unit"}
# Which steps may follow one.
_FOLLOWS = {
    "create": "read revise submit withdraw",
    "revise": "read submit",
    "submit": "publish reject",
    "publish": "read withdraw",
    "reject": "revise",
}
_FIRST = "The first of the page by itself; the others likewise."
_PROGRAM = Link("read_program", _by("code", "program"), "The program that it belongs to.")
_INDICATOR = Link("read_indicator", _by("code", "indicator"), "What the figure counts.")
_REGION = Link("read_region", _by("code", "region"), "The region that the figure is about.")
_STATED_BY = Link("read_institution", _by("code", "institution"), "Who stated the figure.")
_CITED = Link("read_source", _by("code", "citations/0/source"), "The source that states the figure; the first cited.")
_PROGRESS = Link("list_program_progress", _by("code", "program"), "How its program stands to what it promised.")
_FIGURE = {
    "source": _CITED,
    "indicator": _INDICATOR,
    "program": _PROGRAM,
    "region": _REGION,
    "institution": _STATED_BY,
    "progress": _PROGRESS,
}
_ROW = {
    "target_of_row": Link(
        "read_target", _by("id", "data/0/target/id"), "The target of the first row, with its sources."
    ),
    "indicator_of_row": Link("read_indicator", _by("code", "data/0/indicator"), "What the first row counts."),
    "program_of_row": Link("read_program", _by("code", "data/0/program"), "The program of the first row."),
}
_IMPORT = {
    "read_import": Link("read_import", _by("id"), "How far the import has come."),
    "import_rows": Link("list_import_rows", _by("id"), "What comes of each row."),
    "faulty_rows": Link("list_faulty_rows_csv", _by("id"), "The rejected rows, to be mended and sent again."),
}
_KEY = {
    "read_key": Link("read_key", _by("id"), "What is known of the key."),
    "revoke_key": Link("revoke_key", _by("id"), "Ends the key at once."),
}
# By the operation whose answer they stand in; what leads from a noun to its own operations is made below.
_RELATED: dict[str, dict[str, Link]] = {
    "read_program": {
        "program_progress": Link("list_program_progress", _by("code"), "What was promised, and how it stands."),
        "program_indicators": Link("list_indicators", _by("program", "code"), "What the program counts."),
        "program_targets": Link("list_targets", _by("program", "code"), "What was promised of it."),
        "program_realizations": Link("list_realizations", _by("program", "code"), "What was reported of it."),
        "program_findings": Link("list_findings", _by("program", "code"), "What checks found in its numbers."),
        "lead_institution": Link("read_institution", _by("code", "lead_institution"), "Who leads it."),
    },
    "read_indicator": {
        "program": _PROGRAM,
        "unit": Link("read_unit", _by("code", "unit"), "What it counts in."),
        "indicator_targets": Link("list_targets", _by("indicator", "code"), "What was promised of it."),
        "indicator_realizations": Link("list_realizations", _by("indicator", "code"), "What was reported of it."),
        "indicator_progress": Link("list_progress", _by("indicator", "code"), "Its targets beside what was reported."),
        "indicator_counts": Link(
            "list_onboarding_counts", _by("indicator", "code"), "What each region reported of it."
        ),
    },
    "read_target": _FIGURE,
    "read_realization": _FIGURE,
    "list_progress": _ROW,
    "list_program_progress": _ROW,
    "list_onboarding_counts": {
        "counted_figure": Link(
            "read_realization",
            _by("id", "data/0/realizations/0/id"),
            "A figure behind the first row, with its sources.",
        ),
        "region_of_row": Link("read_region", _by("code", "data/0/region/code"), "The region of the first row."),
    },
    "read_source": {
        "source_targets": Link("list_targets", _by("source", "code"), "The targets that cite it."),
        "source_realizations": Link("list_realizations", _by("source", "code"), "The realizations that cite it."),
        "publisher": Link("read_institution", _by("code", "publisher"), "Who published it."),
    },
    "read_claim": {"claiming_source": Link("read_source", _by("code", "source"), "The source that makes the claim.")},
    "read_institution": {
        "institution_targets": Link("list_targets", _by("institution", "code"), "What it promised."),
    },
    "read_region": {
        "parent": Link("read_region", _by("code", "parent"), "The region that it belongs to."),
        "regions_within": Link("list_regions", _by("within", "code"), "The region and all below it."),
    },
    "read_unit": {"unit_indicators": Link("list_indicators", _by("unit", "code"), "What is counted in it.")},
    "list_changes": {
        "later_changes": Link("list_changes", _by("after", "meta/next_cursor"), "What changes after these."),
    },
    "prefer_realization": {
        "read_preference": Link("read_preference", _by("id", "realization"), "What was last said of it."),
        "withdraw_preference": Link("withdraw_preference", _by("id", "realization"), "Has the rule apply again."),
        "preferred_realization": Link("read_realization", _by("id", "realization"), "What is preferred."),
    },
    "list_imports": {"first_import": Link("read_import", _by("id", "data/0/id"), _FIRST)},
    "create_import": {
        **_IMPORT,
        "submit_import": Link("submit_import", _by("id"), "Hands all that it entered to whoever publishes."),
    },
    "read_import": {name: link for name, link in _IMPORT.items() if name != "read_import"},
    "submit_import": {
        "publish_import": Link("publish_import", _by("id"), "Shows all of it to the public, at one moment."),
        "reject_import": Link("reject_import", _by("id"), "Gives all of it back to whoever sent it."),
    },
    "publish_import": {"withdraw_import": Link("withdraw_import", _by("id"), "Takes all of it back.")},
    "list_mappings": {"first_mapping": Link("read_mapping", _by("name", "data/0/name"), _FIRST)},
    "save_mapping": {"read_mapping": Link("read_mapping", _by("name"), "The mapping under its name.")},
    "list_keys": {"first_key": Link("read_key", _by("id", "data/0/id"), _FIRST)},
    "read_key": {"key_audit": Link("list_audit_entries", _by("key_id", "id"), "What was done with the key.")},
    "create_key": _KEY,
    "rotate_key": _KEY,
}


def _steps(noun: str, key: str) -> dict[str, dict[str, Link]]:
    """From each step of writing an entity to those that may follow."""
    of_it = _by(key)
    links = {
        "read": Link(f"read_{noun}", of_it, f"The {noun} as whoever asks may see it."),
        "revise": Link(f"revise_{noun}", {**of_it, "If-Match": ETAG}, "Changes the state that was answered."),
        "submit": Link(f"submit_{noun}", of_it, "Hands the draft to whoever publishes."),
        "publish": Link(f"publish_{noun}", of_it, "Shows it to the public; somebody else does this (four eyes)."),
        "reject": Link(f"reject_{noun}", of_it, "Gives it back to those who wrote it, with a reason."),
        "withdraw": Link(f"withdraw_{noun}", of_it, "Takes the newest state back, with a reason."),
    }
    return {
        f"{step}_{noun}": {f"{name}_{noun}": links[name] for name in after.split()} for step, after in _FOLLOWS.items()
    }


def _of_nouns() -> Iterator[tuple[str, dict[str, Link]]]:
    for noun, (plural, key) in NOUNS.items():
        revisions = Link(f"list_{noun}_revisions", _by(key), f"Every state of the {noun} there was.")
        yield f"list_{plural}", {f"first_{noun}": Link(f"read_{noun}", _by(key, f"data/0/{key}"), _FIRST)}
        yield f"read_{noun}", {f"{noun}_revisions": revisions}
        if noun in STEPPED:
            yield f"withdraw_{noun}", {f"{noun}_revisions": revisions}
            yield from _steps(noun, key).items()


def referred(operation_id: str) -> JsonObject:
    """Those of one operation's answers, by name; one name stands for one link wherever it is."""
    return {name: {"$ref": REF + name} for name in _LINKS.get(operation_id, {})}


def components() -> JsonObject:
    """All of them, for the answers to refer to."""
    found: JsonObject = {}
    for links in _LINKS.values():
        for name, link in links.items():
            told = {"operationId": link.to, "parameters": link.parameters, "description": link.told}
            if found.setdefault(name, told) != told:
                raise ValueError(f"Two links are called {name}; give one of them a name of its own.")
    return found


def _all() -> dict[str, dict[str, Link]]:
    found = {operation: dict(links) for operation, links in _RELATED.items()}
    for operation, links in _of_nouns():
        found.setdefault(operation, {}).update(links)
    return found


_LINKS = _all()
