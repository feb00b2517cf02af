"""The HTTP client of the commands that use a running service, and the texts of its errors."""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

import click
import httpx

from api.ca_certificates import load_ca_certificates
from api.console_language import get_language, localize
from api.errors import BilingualError
from api.service_url import build_local_url
from api.settings import Settings

TIMEOUT = httpx.Timeout(60)
MAX_PAGE_SIZE = 1000
URL_HELP = (
    "URL of the service, such as https://capaian.example.go.id. Default: from CAPAIAN_HOST and CAPAIAN_PORT, on this "
    "computer."
)


class ServiceRequestError(BilingualError):
    """A command cannot send its request, or the service cannot be reached."""


@contextmanager
def open_service_client(
    settings: Settings, url: str | None, key: str | None, timeout: httpx.Timeout
) -> Iterator[httpx.Client]:
    """Open a client. Raise ServiceRequestError instead of the errors of httpx, also in the block."""
    headers = {}
    if key is not None:
        if not re.fullmatch("[!-~]+", key):
            raise click.BadParameter(
                localize("harus satu kata aksara ASCII", "must be one word of ASCII characters"), param_hint="--key"
            )
        headers["authorization"] = f"Bearer {key}"
    if (language := get_language()) is not None:
        headers["accept-language"] = language
    base_url = url or build_local_url(settings.host, settings.port)
    certificates = load_ca_certificates()
    try:
        client = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, verify=certificates)
    except (httpx.InvalidURL, ValueError) as error:
        raise _build_request_error(base_url, error) from error
    with client:
        try:
            yield client
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
            raise _build_request_error(base_url, error) from error


class CommandClient(NamedTuple):
    """The service of a command, and the key of its user."""

    settings: Settings
    url: str | None
    key: str

    def open(self) -> AbstractContextManager[httpx.Client]:
        """Open a client as `open_service_client` does."""
        return open_service_client(self.settings, self.url, self.key, TIMEOUT)


def service_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add --url and --key to a command. Its first argument is a CommandClient."""

    @click.option("--url", help=URL_HELP)
    @click.option(
        "--key", envvar="CAPAIAN_API_KEY", required=True, show_envvar=True, help="API key that `capaian keys` printed."
    )
    @click.pass_obj
    @functools.wraps(command)
    def run_command(settings: Settings, /, *, url: str | None, key: str, **options: Any) -> None:
        command(CommandClient(settings, url, key), **options)

    return run_command


def read_document(response: httpx.Response, field: str) -> dict[str, Any]:
    """Return the JSON object of a response, which has this field. Raise click.ClickException for a problem."""
    if response.is_error:
        raise click.ClickException(describe_problem(response))
    try:
        document: dict[str, Any] = response.json()
    except ValueError:
        document = {}
    if not isinstance(document, dict) or field not in document:
        raise click.ClickException(describe_other_service(response))
    return document


def iterate_pages(client: httpx.Client, path: str, limit: int, **parameters: str) -> Iterator[dict[str, Any]]:
    """Return the first items of a list, at most `limit`, from as many pages as necessary."""
    cursor: dict[str, str] = {}
    while limit > 0:
        size = {"limit": str(min(limit, MAX_PAGE_SIZE))}
        page = read_document(client.get(path, params=parameters | size | cursor), "data")
        yield from page["data"]
        limit -= len(page["data"])
        if not page["meta"]["has_more"]:
            return
        cursor = {"cursor": page["meta"]["next_cursor"]}


def list_errors(response: httpx.Response) -> list[dict[str, Any]]:
    """Return the errors of a problem document, empty for any other response."""
    try:
        errors = response.json()["errors"]
    except (ValueError, KeyError, TypeError):
        return []
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def describe_problem(response: httpx.Response) -> str:
    """Return the texts of a problem document, or the status if another server responded."""
    try:
        document: dict[str, Any] = response.json()
        errors = [f"  {error['detail']}" for error in document.get("errors", ())]
        hints = [localize(*INVALID_KEY)] if response.status_code == httpx.codes.UNAUTHORIZED else []
        return "\n".join([f"{document['title']}: {document['detail']}", *errors, *hints])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{response.url}: {response.status_code} {response.reason_phrase}"


def describe_other_service(response: httpx.Response) -> str:
    """Return the text for a successful response that is not one of Capaian."""
    url = response.url
    return localize(f"Respons {url} bukan dari Capaian.", f"The response of {url} is not from Capaian.")


INVALID_KEY = (
    "Periksa --key atau CAPAIAN_API_KEY: kunci itu salah, kedaluwarsa, atau dicabut.",
    "Check --key or CAPAIAN_API_KEY: the key is wrong, expired or revoked.",
)


def _build_request_error(base_url: str, error: Exception) -> ServiceRequestError:
    shown = base_url.encode("utf-8", "replace").decode()
    return ServiceRequestError(
        f"Permintaan ke {shown} gagal. Silakan periksa --url dan layanannya.",
        f"The request to {shown} failed. Check --url and the service.",
        str(error),
    )
