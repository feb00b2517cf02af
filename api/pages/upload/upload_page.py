"""The page on which a user selects a file or pastes a table."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from api.auth.session_file_store import MAX_FILE_BYTES
from api.errors import ErrorDetail, InvalidRequestError, Text, UnusableFileError
from api.exchange.imports.files.errors import FileRejectedError, FileTooLargeError
from api.http.request.operation import RawResponse
from api.pages.language import choose_text
from api.pages.signed_in.page import SessionPage, SessionView
from api.pages.upload.received_file import receive_file

COLLECTIONS: Final = {
    "realizations": Text("Realisasi", "Realizations"),
    "targets": Text("Target", "Targets"),
    "sources": Text("Sumber", "Sources"),
}


class UploadView(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of the upload page shows."""

    session: SessionView
    may_write: bool
    max_mebibytes: int
    collections: dict[str, str]
    errors: list[str]


async def show_upload(page: SessionPage[Any], errors: Sequence[ErrorDetail] = (), status: int = 200) -> RawResponse:
    """Show the forms, with the errors of a file that was rejected."""
    content = UploadView(
        session=page.session,
        may_write="write" in page.request.caller.scopes,
        max_mebibytes=MAX_FILE_BYTES >> 20,
        collections={name: choose_text(text, page.language) for name, text in COLLECTIONS.items()},
        errors=[format_error(error, page) for error in errors],
    )
    return page.respond("upload.html", content, status=status)


async def receive_upload_form(page: SessionPage[Any]) -> RawResponse:
    """Store the file and go on to its mapping, or show what is wrong with the file."""
    try:
        await receive_file(page)
    except FileTooLargeError as error:
        return await show_upload(page, [error.error], 413)
    except FileRejectedError as error:
        return await show_upload(page, [error.error], 400)
    except UnusableFileError as error:
        return await show_upload(page, error.errors, 400)
    except InvalidRequestError as error:
        return await show_upload(page, error.errors, 400 if error.kind == "parameters" else 422)
    return page.redirect("/imports/mapping")


def format_error(error: ErrorDetail, page: SessionPage[Any]) -> str:
    """Write an error in the language of the page, with the parameter or field that it is about."""
    return " ".join(filter(None, (error.parameter or error.pointer, choose_text(error.detail, page.language))))
