"""Words of the picture of a program and below it."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "reported": Text("dilaporkan", "reported"),
    "in_force": Text("target yang berlaku", "target in force"),
    "replaced": Text("target yang diganti", "replaced target"),
    "path": Text("jalur menuju target", "path to the targets"),
    "promised_and_reported": Text("Yang dijanjikan dan yang dilaporkan", "What was promised and what was reported"),
    "stated_by": Text("Seperti dinyatakan sampai", "As stated by"),
    "recorded_by": Text("Seperti dicatat di sini sampai", "As recorded here by"),
    "table_below": Text(
        "Setiap tanda membuka sumbernya. Tabel di bawah memuat angka yang sama.",
        "Each mark opens its source. The table below has the same numbers.",
    ),
}
