"""Lists of values in the OpenAPI document: closed ones are named schemas, open ones are texts with their known values.

A client stops at a value that its list does not have. A later version can add values to an open vocabulary, so
responses describe it as a text; requests list the values that this version accepts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from api.openapi.document.schemas import SCHEMA_REF
from api.types import JsonObject

# By name: the field of a model that has all values. No value is ever added to a closed vocabulary of a major version.
CLOSED_VOCABULARIES = {
    "AccessScope": "CurrentCaller.scopes",
    "CsvDelimiter": "ImportMapping.delimiter",
    "DateBasis": "Source.date_basis",
    "Direction": "Indicator.direction",
    "ImportMode": "ImportRun.mode",
    "ImportTotalLevel": "ImportTotal.level",
    "NumberNotation": "ImportMapping.number_format",
    "Quality": "Realization.quality",
    "RecordStatus": "Target.status",
    "RegionCodeScheme": "RegionOptions.codes",
    "RegionLevel": "Region.level",
    "Severity": "Finding.severity",
    "TextEncoding": "ImportMapping.encoding",
    "Weekday": "Claim.stated_weekday",
}
OPEN_VOCABULARIES = {
    "ChangeAction": "Change.action",
    "ChangeImpact": "OpenApiChange.impact",
    "ChangelogEntryKind": "ChangelogEntry.kind",
    "ClaimBase": "Claim.base",
    "ClaimKind": "Claim.kind",
    "ClaimVerdict": "ClaimJudgment.verdict",
    "CountBasis": "CountedRealization.counts_as",
    "ExchangedPart": "MatchingFigure.exchanged",
    "ImportAction": "ImportRun.action",
    "ImportCollection": "ImportRun.collection",
    "ImportStatus": "ImportRun.status",
    "InstitutionKind": "Institution.kind",
    "MatchingBase": "MatchingFigure.base",
    "Nature": "Target.nature",
    "ProgressVerdict": "Progress.verdict",
    "Qualifier": "Target.qualifier",
    "RecordType": "RecordReference.type",
    "ReviewType": "Review.type",
    "RowAction": "RowResult.action",
    "SourceKind": "Source.kind",
    "UnitKind": "MeasureUnit.kind",
}
# Of parameters whose own name would mislead.
_PARAMETER_NAMES = {
    "context": "SdmxContext",
    "file": "DocsFile",
    "kind": "SdmxArtefactKind",
    "sdmx_observation_dimension_at_observation": "SdmxObservationDimension",
    "sdmx_v2_data_measures": "SdmxAllOrNone",
    "slug": "ProblemName",
    "sort": "RecordedAtSort",
}
_DATA = ("default", "example", "examples")


class Vocabularies:
    """Replaces lists of values by references to named schemas, and collects these schemas in `components`."""

    def __init__(self, schemas: Mapping[str, JsonObject]) -> None:
        self.components: JsonObject = {}
        self._names: dict[frozenset[str], str] = {}
        self._descriptions: dict[str, str] = {}
        for name, location in {**CLOSED_VOCABULARIES, **OPEN_VOCABULARIES}.items():
            model, _, field = location.partition(".")
            if model in schemas:  # a small application of a test has few models
                property_schema = schemas[model]["properties"][field]
                self._names[frozenset(next(_list_enums(property_schema)))] = name
                self._descriptions[name] = property_schema["description"]

    def convert_models(self, schemas: Mapping[str, JsonObject], in_responses: set[str]) -> JsonObject:
        """Return the models with named vocabularies; those of responses have texts in place of open ones."""
        return {name: self._convert_model(schema, in_response=name in in_responses) for name, schema in schemas.items()}

    def convert_parameter(self, schema: JsonObject, key: str, description: str) -> JsonObject:
        """Return the schema of a parameter; a list that is not in a model gets its name from the key."""
        for values in _list_enums(schema):
            if len(values) > 1 and frozenset(values) not in self._names:
                name = _PARAMETER_NAMES.get(key) or re.sub("columns$", "column", key).title().replace("_", "")
                self._names[frozenset(values)] = name
                self._descriptions[name] = description
        converted: JsonObject = self._convert(schema, in_response=False)
        return converted

    def _convert_model(self, schema: JsonObject, *, in_response: bool) -> JsonObject:
        fields = schema.get("properties", {})
        converted = {
            field: _list_known_values(self._convert(value, in_response=in_response)) for field, value in fields.items()
        }
        return {**schema, "properties": converted} if fields else schema

    def _convert(self, node: Any, *, in_response: bool) -> Any:
        if isinstance(node, list):
            return [self._convert(item, in_response=in_response) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("enum"), list):
            return self._convert_enum(node, in_response=in_response)
        return {
            key: value if key in _DATA else self._convert(value, in_response=in_response) for key, value in node.items()
        }

    def _convert_enum(self, node: JsonObject, *, in_response: bool) -> JsonObject:
        values, rest = node["enum"], {key: value for key, value in node.items() if key not in ("enum", "type")}
        if len(values) == 1:
            return {"type": "string", "const": values[0], **rest}
        name = self._names.get(frozenset(values))
        if name is None:
            return node  # tests/openapi/document/test_vocabularies.py lists these
        if in_response and name in OPEN_VOCABULARIES:
            return {"type": "string", "x-extensible-enum": values, **rest}
        description = self._descriptions[name]
        self.components[name] = {
            "title": name,
            "description": description,
            "type": "string",
            "enum": values,
            **_name_constants(values),
            "examples": values[:1],
        }
        return {"$ref": SCHEMA_REF + name, **rest}


def _name_constants(values: list[str]) -> JsonObject:
    """Return names for values with signs: generators drop the signs, so that constants have equal or empty names."""
    if all(value[0].isalpha() for value in values):
        return {}
    names = [re.sub("^-(.+)", r"\1_descending", value.replace("*", "all")).upper() for value in values]
    return {"x-enum-varnames": names}


def _list_enums(node: Any) -> Iterator[list[str]]:
    if isinstance(node, list):
        for item in node:
            yield from _list_enums(item)
    elif isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            yield node["enum"]
        for key, value in node.items():
            if key not in _DATA:
                yield from _list_enums(value)


def _list_known_values(schema: JsonObject) -> JsonObject:
    """Add the known values of an open vocabulary to the description of its field, for readers."""
    found = re.findall(r"'x-extensible-enum': \[([^]]*)\]", str(schema))
    if not found:
        return schema
    values = ", ".join(f"`{value}`" for value in re.findall(r"'([^']+)'", found[0]))
    return {**schema, "description": f"{schema['description']} Known values: {values}; later versions can have more."}
