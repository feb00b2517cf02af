"""DryRuns: check a file with a mapping, apply the last dry run, and cancel the others."""

import contextlib
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import click
import httpx

from api.console_language import localize
from api.exchange.imports.commands.run_output import MAX_PRINTED_ERRORS, read_page, read_run, wait_for_run
from api.exchange.imports.commands.sending import FileToSend
from api.exchange.imports.commands.wizard.decisions import MappingFields, ReportedError
from api.service_client import list_errors

INVALID_FILE = (400, 422)


class Report(NamedTuple):
    """The result of a dry run: the import, or None if the service rejected the file as a whole."""

    run: dict[str, Any] | None
    errors: list[ReportedError]


class DryRuns:
    """Use as a context manager: at its end no dry run is left, also after Ctrl-C."""

    def __init__(self, client: httpx.Client, file: FileToSend, parameters: Mapping[str, str]) -> None:
        self._client = client
        self._file = file
        self._parameters = parameters
        self._import_id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(httpx.HTTPError):
            self._cancel()

    def check(self, mapping: MappingFields) -> Report:
        """Send the file as a dry run, and cancel the earlier one. Raise click.Abort after Ctrl-C.

        Raise click.ClickException for any problem but an invalid file.
        """
        self._cancel()
        parameters = {**self._parameters, "dry_run": "true", "mapping": json.dumps(mapping)}
        response = self._file.send(self._client, parameters)
        if response.status_code in INVALID_FILE and (errors := parse_problem(response)):
            return Report(None, errors)
        run = read_run(response)
        self._import_id = run["id"]
        run = wait_for_run(self._client, run)
        if run["status"] == "cancelled":
            self._import_id = None
            raise click.Abort
        return Report(run, self._list_errors(run))

    def apply(self, run: Mapping[str, Any]) -> dict[str, Any]:
        """Import exactly what the dry run reported. Raise click.ClickException if the data has changed in between."""
        response = self._client.post(
            "/v1/imports",
            params={"apply_token": run["apply_token"]},
            headers={"prefer": "respond-async"},
        )
        applied = read_run(response)
        self._import_id = None
        return wait_for_run(self._client, applied)

    def _cancel(self) -> None:
        if self._import_id is not None:
            import_id, self._import_id = self._import_id, None
            self._client.post(f"/v1/imports/{import_id}/cancel")

    def _list_errors(self, run: Mapping[str, Any]) -> list[ReportedError]:
        if not run["errors_url"]:
            return []
        return [
            ReportedError(
                error["code"], error["column"], error["received"], localize(error["detail"], error["detail_en"])
            )
            for error in read_page(self._client, run["errors_url"], limit=MAX_PRINTED_ERRORS)["data"]
        ]


def parse_problem(response: httpx.Response) -> list[ReportedError]:
    """Return the errors of a problem document, empty for any other response."""
    return [
        ReportedError(error.get("code", ""), error.get("pointer") or error.get("parameter"), None, error["detail"])
        for error in list_errors(response)
        if "detail" in error
    ]
