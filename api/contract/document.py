"""The OpenAPI document, built from what the handlers declare; openapi.yaml is this, committed."""

import json
import re
from typing import Any

import yaml
from litestar import Litestar

from api import __version__
from api.contract import about, links, responses
from api.contract.declared import declared_in
from api.contract.explanations.explained import EXPLANATIONS
from api.contract.headers import HEADERS
from api.contract.operations import Operations
from api.contract.parameters import Parameters
from api.contract.schemas import schemas_of
from api.http.problem_types import PROBLEMS
from api.http.problems import Problem

JsonObject = dict[str, Any]


def build(app: Litestar) -> JsonObject:
    declared = declared_in(app)
    parameters = Parameters([one.operation.query for one in declared])
    models = [model for one in declared for model in (one.operation.answers, one.operation.takes) if model is not None]
    references, schemas = schemas_of([*models, Problem])
    _list_problems(schemas["Problem"]["properties"]["type"])
    operations = Operations(parameters, references, schemas)
    paths: JsonObject = {}
    for one in declared:
        paths.setdefault(one.path, {})[one.method] = operations.written(one)
    answers = responses.components(one.problems for one in declared)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": about.TITLE,
            "summary": about.SUMMARY,
            "description": about.DESCRIPTION,
            "version": __version__,
            "contact": about.CONTACT,
            "license": about.LICENSE,
        },
        "servers": [{"url": "/", "description": "This service"}],
        "tags": [{"name": name, "description": description} for name, description in about.TAGS.items()],
        "x-problem-types": _problem_types(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": _referred_to("parameters", parameters.components, paths),
            "headers": _referred_to("headers", HEADERS, [paths, answers]),
            "securitySchemes": about.SECURITY,
            "responses": answers,
            "links": _referred_to("links", links.components(), paths),
        },
    }


def _referred_to(kind: str, components: JsonObject, parts: Any) -> JsonObject:
    """Those of the components that the parts of the document refer to."""
    text = json.dumps(parts)
    return {name: told for name, told in components.items() if f'"#/components/{kind}/{name}"' in text}


def _list_problems(schema: JsonObject) -> None:
    """In words and not as an enum, so that a client made of the document outlives a problem made later."""
    listed = ", ".join(f"[`/problems/{slug}`](/problems/{slug})" for slug in PROBLEMS)
    schema["description"] += f" One of {listed}; later releases may have more."


def _problem_types() -> list[JsonObject]:
    """For programs that tell of them: each leads to its page."""
    return [
        {
            "type": f"/problems/{slug}",
            "status": kind.status,
            "title": kind.title._asdict(),
            "description": EXPLANATIONS[slug].happened._asdict(),
        }
        for slug, kind in PROBLEMS.items()
    ]


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True  # equal parts are written out, not replaced by anchors


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _write_text)
# YAML 1.2 reads 1e3 and 0o17 as numbers and PyYAML does not; knowing them, it quotes such texts.
_NUMBER_IN_1_2 = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+|0o[0-7]+")
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _NUMBER_IN_1_2, list("-+.0123456789"))


def to_yaml(document: JsonObject) -> str:
    """The same document gives the same bytes; what looks like a number or a date is quoted when it is a text."""
    written: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return written
