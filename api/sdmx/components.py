"""The components of the flows: what each column of the data says, and what it may hold."""

from typing import Literal, NamedTuple

from api.faults import Text

DataType = Literal["String", "Double", "Integer", "ObservationalTimePeriod"]


class Component(NamedTuple):
    """A concept of that id; its values are codes of a list, or of a data type."""

    id: str
    name: Text
    about: Text
    codelist: str | None = None
    data_type: DataType = "String"
    is_mandatory: bool = False


INDICATOR = Component(
    "INDICATOR",
    Text("Indikator", "Indicator"),
    Text("Apa yang dihitung.", "What is counted."),
    "CL_INDICATOR",
)
NATURE = Component(
    "NATURE",
    Text("Sifat", "Nature"),
    Text(
        "Kumulatif pada hari terakhir periode, atau tambahan selama periode.",
        "The number standing on the last day of the period, or the number added during it.",
    ),
    "CL_NATURE",
)
REF_AREA = Component(
    "REF_AREA",
    Text("Wilayah", "Region"),
    Text(
        "Kode wilayah Kemendagri; titiknya ditulis sebagai garis bawah (32_73).",
        "Region code of the Ministry of Home Affairs, its dot written as an underscore (32_73).",
    ),
    "CL_AREA",
)
BREAKDOWN = Component(
    "BREAKDOWN",
    Text("Rincian", "Breakdown"),
    Text(
        "Bagian mana dari keseluruhan: _T seluruhnya, catalog_local satu bagian, dua pasang dipisahkan __.",
        "Which part of the whole: _T all of it, catalog_local one part, two pairs separated by __.",
    ),
)
TIME_PERIOD = Component(
    "TIME_PERIOD",
    Text("Periode", "Period"),
    Text(
        "Rentang waktu angka itu; rentang bebas ditulis sebagai awal dan lamanya (2020-05-14/P232D).",
        "The stretch of time of the number; a free one is written as its start and length (2020-05-14/P232D).",
    ),
    data_type="ObservationalTimePeriod",
)
KIND = Component("KIND", Text("Jenis", "Kind"), Text("Dijanjikan atau dilaporkan.", "Promised or reported."), "CL_KIND")
SOURCE = Component(
    "SOURCE",
    Text("Sumber", "Source"),
    Text(
        "Kode dokumen yang menyatakan angka; judulnya ada di /v1/sources.",
        "Code of the document that states the number; its title is in /v1/sources.",
    ),
)
FIGURE = Component(
    "FIGURE",
    Text("Angka", "Figure"),
    Text("Id angka di /v1/targets atau /v1/realizations.", "Id of the figure in /v1/targets or /v1/realizations."),
    is_mandatory=True,
)
OBS_VALUE = Component(
    "OBS_VALUE",
    Text("Nilai", "Value"),
    Text("Angka yang dinyatakan, dalam satuan penuh.", "The stated number, in full units."),
    data_type="Double",
    is_mandatory=True,
)
ATTRIBUTES = (
    Component(
        "UNIT_MEASURE",
        Text("Satuan", "Unit"),
        Text("Satuan indikator.", "What the indicator counts in."),
        "CL_UNIT",
        is_mandatory=True,
    ),
    Component(
        "UNIT_MULT",
        Text("Pangkat sepuluh", "Power of ten"),
        Text("Selalu 0: nilai dalam satuan penuh.", "Always 0: values are in full units."),
        data_type="Integer",
        is_mandatory=True,
    ),
    Component(
        "OBS_STATUS",
        Text("Mutu", "Status"),
        Text(
            "Seberapa tetap sebuah realisasi: A final, P sementara, E perkiraan. Target selalu A.",
            "How settled a realization is: A final, P provisional, E estimate. A target is always A.",
        ),
        "CL_OBS_STATUS",
        is_mandatory=True,
    ),
    Component(
        "QUALIFIER",
        Text("Pembatas", "Qualifier"),
        Text("Bagaimana sumber membatasi angkanya.", "How the source hedges the number."),
        "CL_QUALIFIER",
        is_mandatory=True,
    ),
    Component(
        "RESOLUTION",
        Text("Pembulatan", "Resolution"),
        Text("Besarnya pembulatan, dalam satuan penuh.", "Size of the rounding, in full units."),
        data_type="Double",
        is_mandatory=True,
    ),
    Component(
        "STATED_BY",
        Text("Dinyatakan oleh", "Stated by"),
        Text("Instansi yang menyatakannya.", "The institution that stated it."),
        "CL_INSTITUTION",
        is_mandatory=True,
    ),
    Component(
        "STATED_ON",
        Text("Dinyatakan pada", "Stated on"),
        Text("Hari dinyatakannya, bila diketahui.", "The day it was stated, where it is known."),
        data_type="ObservationalTimePeriod",
    ),
    Component(
        "STATED_NOT_BEFORE",
        Text("Dinyatakan paling awal", "Stated not before"),
        Text("Hari paling awal, bila harinya tidak diketahui.", "The first possible day, where the day is unknown."),
        data_type="ObservationalTimePeriod",
    ),
    Component(
        "STATED_NOT_AFTER",
        Text("Dinyatakan paling akhir", "Stated not after"),
        Text("Hari paling akhir, bila harinya tidak diketahui.", "The last possible day, where the day is unknown."),
        data_type="ObservationalTimePeriod",
    ),
)
RETRACTED_ON = Component(
    "RETRACTED_ON",
    Text("Dicabut pada", "Retracted on"),
    Text("Hari pembuatnya mencabut angka itu.", "The day its author took the number back."),
    data_type="ObservationalTimePeriod",
)
SOURCE_ID = Component(
    "SOURCE_ID",
    Text("Sumber-sumber", "Sources"),
    Text(
        "Kode dokumen yang menyatakan angka, dipisahkan titik koma.",
        "Codes of the documents that state the number, separated by semicolons.",
    ),
    is_mandatory=True,
)
KNOWN = (
    Component(
        "KNOWN_FROM",
        Text("Diketahui sejak", "Known from"),
        Text("Saat layanan ini mencatatnya (UTC).", "When this service recorded it (UTC)."),
        data_type="ObservationalTimePeriod",
        is_mandatory=True,
    ),
    Component(
        "KNOWN_TO",
        Text("Diketahui sampai", "Known to"),
        Text(
            "Saat revisi lain menggantikannya (UTC); kosong selama berlaku.",
            "When another revision took its place (UTC); empty while it stands.",
        ),
        data_type="ObservationalTimePeriod",
    ),
    Component(
        "COMMENT_OBS",
        Text("Catatan", "Note"),
        Text("Apa yang disimpulkan dan diragukan.", "What is inferred and what is doubtful."),
    ),
)
