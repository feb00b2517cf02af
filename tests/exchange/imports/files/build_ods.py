"""Build minimal ODS files."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "style", "table", "text", "drawing"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>'


def build_content(tables: str, styles: str = "") -> str:
    """Return the part with all tables."""
    return (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def build_table(rows: str, name: str = "Rekap", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def build_ods_parts(rows: str) -> dict[str, str]:
    """Return the parts of a file with one table."""
    return {
        "mimetype": MEDIA_TYPE,
        "META-INF/manifest.xml": MANIFEST,
        "content.xml": build_content(build_table(rows)),
    }


def build_ods(rows: str) -> bytes:
    """Return a file with one table."""
    return zip_ods(build_ods_parts(rows))


def zip_ods(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return file.getvalue()


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def text(value: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{value}</text:p></table:table-cell>'


def number(value: object, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def cell(attributes: str, shown: str = "") -> str:
    """Return a cell with these attributes. `shown` is its content in XML."""
    return f"<table:table-cell {attributes}>{shown}</table:table-cell>"


HEADER = row(text("a"), text("b"))
EMPTY_ROWS = row(
    '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048000"'
)
