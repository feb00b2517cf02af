"""Streaming XML parser for the parts of a spreadsheet, with limits on depth, names and tags.

It rejects document types, so there are no entities, like defusedxml. defusedxml and openpyxl build a tree of Python
objects, whose size a sheet could choose.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat  # safe without document types

from api.exchange.imports.files.errors import build_file_error
from api.exchange.imports.files.zip_package import corrupt_spreadsheet_error

MAX_DEPTH = 64  # a cell is four or five levels deep
MAX_NAMES = 50_000  # of elements and attributes, which the parser stores; spreadsheets use a few hundred
MAX_TAG_BYTES = 1 << 20
MAX_NAMESPACE_LENGTH = 255  # a name is stored with its namespace; those of spreadsheets have about 60 characters


class XmlDepthLimit:
    """Limit the depth of elements, because the parser stores each open one. Raises FileRejectedError."""

    def __init__(self) -> None:
        self.level = 0  # number of open elements

    def enter(self) -> None:
        self.level += 1
        if self.level > MAX_DEPTH:
            raise corrupt_spreadsheet_error()

    def leave(self) -> None:
        self.level -= 1


class StopParsing(Exception):  # noqa: N818  # ends a parse that found what it needs
    """Raised by a handler that needs no more of the document."""


class XmlHandler(Protocol):
    """Receiver of the events of a document. It may raise StopParsing."""

    def start_element(self, name: str, attributes: dict[str, str]) -> None: ...
    def end_element(self, name: str) -> None: ...
    def characters(self, data: str) -> None: ...


def parse_xml(chunks: Iterator[bytes], handler: XmlHandler, *, namespaces: bool = False) -> Iterator[None]:
    """Parse a document and yield after each chunk, so that the caller can use what the handler has collected.

    With `namespaces`, the handler receives names as namespace, space, local name; otherwise as in the document.
    Raises FileRejectedError and the errors of the handler.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None, intern=names)
    parser.StartNamespaceDeclHandler = _check_namespace
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _raise_unsafe_xml
    parser.StartElementHandler = handler.start_element
    parser.EndElementHandler = handler.end_element
    parser.CharacterDataHandler = handler.characters
    parsed_bytes = 0
    try:
        for chunk in chunks:
            try:
                parser.Parse(chunk)
            except StopParsing:
                yield
                return
            parsed_bytes += len(chunk)
            yield
            if len(names) > MAX_NAMES or parsed_bytes - parser.CurrentByteIndex > MAX_TAG_BYTES:
                raise corrupt_spreadsheet_error()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise corrupt_spreadsheet_error() from error


def parse_integer(text: str | None, default: int) -> int:
    """Parse the digits of an attribute. Raises FileRejectedError."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise corrupt_spreadsheet_error()
    return int(text)


def contains_name(chunks: Iterable[bytes], name: str) -> bool:
    """Return whether a name is in a document, in UTF-8 or UTF-16. This is much faster than parsing."""
    encoded = [name.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    end = b""
    for chunk in chunks:
        text = end + chunk
        if any(one in text for one in encoded):
            return True
        end = text[-2 * len(name) :]
    return False


def _check_namespace(_: str | None, uri: str | None) -> None:
    if uri is not None and len(uri) > MAX_NAMESPACE_LENGTH:
        raise corrupt_spreadsheet_error()


def _raise_unsafe_xml(*_: object) -> None:
    raise build_file_error(
        "xml_document_type",
        "berkas ini memuat deklarasi DOCTYPE, yang tidak diterima. Silakan simpan ulang di aplikasi lembar kerja",
        "the file has a DOCTYPE declaration, which is not accepted; save it again in a spreadsheet program",
    )
