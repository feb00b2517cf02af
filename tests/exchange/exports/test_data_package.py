"""The data package describes the exported files as the specifications of Frictionless require, and links to them."""

import re
from typing import Any

import httpx
import pandas as pd
import pytest

from tests.exchange.exports.read_lists import EXPORTS, STORED, export

# Types and formats of Table Schema; properties that Data Package requires or defines.
TYPES = {"string", "number", "integer", "boolean", "date", "datetime", "array"}
FORMATS = {"string": {"default", "uuid"}}
CONSTRAINTS = {"required", "enum"}


def read_package(client: httpx.Client, name: str, **parameters: str) -> dict[str, Any]:
    response = client.get(f"/v1/exports/{name}/datapackage.json", params=parameters)
    assert response.status_code == 200, response.text
    package: dict[str, Any] = response.json()
    return package


@pytest.mark.parametrize("name", EXPORTS)
def test_an_unchanged_package_is_not_sent_again(export_client: httpx.Client, name: str) -> None:
    path = f"/v1/exports/{name}/datapackage.json"
    snapshot = {"known_at": read_package(export_client, name)["created"]}
    etag = export_client.get(path, params=snapshot).headers["etag"]
    assert export_client.get(path, params=snapshot, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", EXPORTS)
def test_a_package_conforms_to_the_specification(export_client: httpx.Client, name: str) -> None:
    package = read_package(export_client, name)
    assert package["profile"] == "data-package"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", package["created"])
    assert "licenses" not in package  # states none without a setting
    assert all("title" in one for one in package["sources"])
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) == 4
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert resource["path"].startswith(f"/v1/exports/{name}.")  # absolute with CAPAIAN_PUBLIC_URL
        if resource["profile"] == "tabular-data-resource":
            assert {"schema", "dialect", "encoding"} <= resource.keys()
        for field in resource.get("schema", {"fields": []})["fields"]:
            assert field["type"] in TYPES
            assert field["format"] in FORMATS.get(field["type"], {"default"})
            assert field["description"]
            assert set(field["constraints"]) <= CONSTRAINTS
    primary = package["resources"][0]["schema"].get("primaryKey")
    assert primary == ({"sources": ["code"]}.get(name, ["id"]) if name in STORED else None)


@pytest.mark.parametrize("name", EXPORTS)
def test_the_files_of_a_package_are_exports_of_its_snapshot(export_client: httpx.Client, name: str) -> None:
    package = read_package(export_client, name)
    for resource in package["resources"]:
        response = export_client.get(resource["path"])
        assert response.status_code == 200
        assert response.headers["content-type"].split(";")[0] == resource["mediatype"]
        assert response.headers["capaian-known-at"] == package["created"]
    csv = export_client.get(package["resources"][0]["path"])
    assert csv.text.partition("\r\n")[0].split(",") == [
        field["name"] for field in package["resources"][0]["schema"]["fields"]
    ]


def test_the_files_of_a_package_have_the_filters_and_columns_of_the_request(export_client: httpx.Client) -> None:
    package = read_package(export_client, "targets", program="umkm-digital", columns="id,value,note")
    by_format = {resource["format"]: resource for resource in package["resources"]}
    exported = export(export_client, "targets", "csv", program="umkm-digital", columns="id,value,note")
    assert export_client.get(by_format["csv"]["path"]).content == exported.content
    assert [field["name"] for field in by_format["csv"]["schema"]["fields"]] == ["id", "value", "note"]
    computed = read_package(export_client, "progress", program="umkm-digital", columns="program,verdict")
    for resource in computed["resources"]:
        assert export_client.get(resource["path"]).status_code == 200


def test_numbers_have_the_units_of_their_indicators(export_client: httpx.Client) -> None:
    package = read_package(export_client, "targets", indicator="umkm-onboarded,bbi-stimulus")
    by_name = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert by_name["value"]["units"] == {"bbi-stimulus": "idr", "umkm-onboarded": "umkm"}
    assert "units" not in by_name["period"]
    assert by_name["id"]["format"] == "uuid"
    assert by_name["nature"]["constraints"] == {"required": True, "enum": ["flow", "rate", "stock"]}


def test_required_fields_are_never_null(export_client: httpx.Client) -> None:
    for name in EXPORTS:
        package = read_package(export_client, name)
        table = pd.read_csv(
            f"{export_client.base_url}{package['resources'][0]['path']}", keep_default_na=False, na_values=[""]
        )
        for field in package["resources"][0]["schema"]["fields"]:
            if field["constraints"]["required"]:
                assert not table[field["name"]].isna().any(), (name, field["name"])


def test_an_export_links_to_its_package(export_client: httpx.Client) -> None:
    response = export(export_client, "realizations", "csv", quality="final")
    package = export_client.get(response.links["describedby"]["url"]).json()
    assert package["created"] == response.headers["capaian-known-at"]
    assert export_client.get(package["resources"][0]["path"]).content == response.content
