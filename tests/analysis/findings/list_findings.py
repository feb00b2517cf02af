"""Load findings over HTTP."""

from typing import Any

import httpx


def list_findings(client: httpx.Client, **query: object) -> list[dict[str, Any]]:
    response = client.get("/v1/findings", params={name: str(value) for name, value in query.items()})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def list_codes(client: httpx.Client, **query: object) -> list[str]:
    return [finding["code"] for finding in list_findings(client, **query)]


def subject_keys(finding: dict[str, Any]) -> list[str]:
    """Return the last three digits of the ids of the subjects, or their codes."""
    return [subject["id"].removeprefix("01a1fb67-1800-7000-8000-000000000") for subject in finding["subjects"]]
