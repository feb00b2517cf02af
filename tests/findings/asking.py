"""Questions about findings, in few words."""

from typing import Any

import httpx


def findings(client: httpx.Client, **asked: object) -> list[dict[str, Any]]:
    answer = client.get("/v1/findings", params={name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def codes(client: httpx.Client, **asked: object) -> list[str]:
    return [finding["code"] for finding in findings(client, **asked)]


def keys(finding: dict[str, Any]) -> list[str]:
    """The subjects, by the last three digits of their ids or by their codes."""
    return [subject["key"].removeprefix("01a1fb67-1800-7000-8000-000000000") for subject in finding["subjects"]]
