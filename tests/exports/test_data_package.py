"""The data package says what is in the files, by the published rules of Frictionless, and leads to them."""

import re
from typing import Any

import httpx
import pandas as pd
import pytest

from tests.exports.listed import KINDS, STORED, export

# The types and formats of Table Schema, and the properties that Data Package requires or knows.
TYPES = {"string", "number", "integer", "boolean", "date", "datetime", "array"}
FORMATS = {"string": {"default", "uuid"}}
CONSTRAINTS = {"required", "enum"}


def package(client: httpx.Client, kind: str, **parameters: str) -> dict[str, Any]:
    answer = client.get(f"/v1/exports/{kind}/datapackage.json", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_has_the_package_of_a_moment_is_spared_another(exporting: httpx.Client, kind: str) -> None:
    address = f"/v1/exports/{kind}/datapackage.json"
    moment = {"known_at": package(exporting, kind)["created"]}
    tag = exporting.get(address, params=moment).headers["etag"]
    assert exporting.get(address, params=moment, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_the_rules_of_data_packages(exporting: httpx.Client, kind: str) -> None:
    found = package(exporting, kind)
    assert found["profile"] == "data-package"
    assert re.fullmatch(r"[a-z0-9._-]+", found["name"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", found["created"])
    assert all({"name", "path"} <= one.keys() for one in found["licenses"])
    assert all("title" in one for one in found["sources"])
    names = [resource["name"] for resource in found["resources"]]
    assert len(set(names)) == len(names) == 4
    for resource in found["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert re.match(r"https?://", resource["path"])
        if resource["profile"] == "tabular-data-resource":
            assert {"schema", "dialect", "encoding"} <= resource.keys()
        for field in resource.get("schema", {"fields": []})["fields"]:
            assert field["type"] in TYPES
            assert field["format"] in FORMATS.get(field["type"], {"default"})
            assert field["description"]
            assert set(field["constraints"]) <= CONSTRAINTS
    primary = found["resources"][0]["schema"].get("primaryKey")
    assert primary == ({"sources": ["code"]}.get(kind, ["id"]) if kind in STORED else None)


@pytest.mark.parametrize("kind", KINDS)
def test_its_files_are_the_exports_of_the_moment_that_it_names(exporting: httpx.Client, kind: str) -> None:
    found = package(exporting, kind)
    for resource in found["resources"]:
        answer = exporting.get(resource["path"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == resource["mediatype"]
        assert answer.headers["capaian-known-at"] == found["created"]
    csv = exporting.get(found["resources"][0]["path"])
    assert csv.text.partition("\r\n")[0].split(",") == [
        field["name"] for field in found["resources"][0]["schema"]["fields"]
    ]


def test_its_files_have_the_filters_and_columns_of_the_request(exporting: httpx.Client) -> None:
    found = package(exporting, "targets", program="umkm-digital", columns="id,value,note")
    by_format = {resource["format"]: resource for resource in found["resources"]}
    exported = export(exporting, "targets", "csv", program="umkm-digital", columns="id,value,note")
    assert exporting.get(by_format["csv"]["path"]).content == exported.content
    assert [field["name"] for field in by_format["csv"]["schema"]["fields"]] == ["id", "value", "note"]
    computed = package(exporting, "progress", program="umkm-digital", columns="program,verdict")
    for resource in computed["resources"]:
        assert exporting.get(resource["path"]).status_code == 200


def test_numbers_have_the_units_of_their_indicators(exporting: httpx.Client) -> None:
    fields = package(exporting, "targets", indicator="umkm-onboarded,bbi-stimulus")["resources"][0]["schema"]["fields"]
    by_name = {field["name"]: field for field in fields}
    assert by_name["value"]["units"] == {"bbi-stimulus": "idr", "umkm-onboarded": "umkm"}
    assert "units" not in by_name["period"]
    assert by_name["id"]["format"] == "uuid"
    assert by_name["nature"]["constraints"] == {"required": True, "enum": ["flow", "stock"]}


def test_required_fields_are_never_null(exporting: httpx.Client) -> None:
    for kind in KINDS:
        found = package(exporting, kind)
        table = pd.read_csv(found["resources"][0]["path"], keep_default_na=False, na_values=[""])
        for field in found["resources"][0]["schema"]["fields"]:
            if field["constraints"]["required"]:
                assert not table[field["name"]].isna().any(), (kind, field["name"])


def test_an_export_leads_to_its_package(exporting: httpx.Client) -> None:
    answer = export(exporting, "realizations", "csv", quality="final")
    found = exporting.get(answer.links["describedby"]["url"]).json()
    assert found["created"] == answer.headers["capaian-known-at"]
    assert exporting.get(found["resources"][0]["path"]).content == answer.content
