"""The components of the dataflows: name, description and type of each column of the data."""

from typing import Literal, NamedTuple

from api.errors import Text

SdmxDataType = Literal["String", "Double", "Integer", "Boolean", "ObservationalTimePeriod"]


class SdmxComponent(NamedTuple):
    """A concept with this id; its values are codes of `codelist`, or of `data_type` if that is None."""

    id: str
    name: Text
    description: Text
    codelist: str | None = None
    data_type: SdmxDataType = "String"
    is_mandatory: bool = False


INDICATOR = SdmxComponent(
    "INDICATOR",
    Text("Indikator", "Indicator"),
    Text("Apa yang dihitung.", "What is counted."),
    "CL_INDICATOR",
)
NATURE = SdmxComponent(
    "NATURE",
    Text("Sifat", "Nature"),
    Text(
        "Kumulatif: jumlah pada hari terakhir periode. Tambahan: jumlah yang bertambah selama periode. Tingkat: angka "
        "yang berlaku untuk seluruh periode.",
        "Stock: the number on the last day of the period. Flow: the number added during the period. Rate: a number for "
        "the whole period.",
    ),
    "CL_NATURE",
)
REF_AREA = SdmxComponent(
    "REF_AREA",
    Text("Wilayah", "Region"),
    Text(
        "Kode wilayah Kemendagri; titik ditulis sebagai garis bawah (32_73).",
        "Region code of the Ministry of Home Affairs; an underscore replaces the dot (32_73).",
    ),
    "CL_AREA",
)
BREAKDOWN = SdmxComponent(
    "BREAKDOWN",
    Text("Rincian", "Breakdown"),
    Text(
        "Bagian dari keseluruhan: _T untuk keseluruhan, catalog_local untuk satu bagian; __ memisahkan dua pasang.",
        "The part of the whole: _T for the whole, catalog_local for one part; __ separates two pairs.",
    ),
)
PLAN = SdmxComponent(
    "PLAN",
    Text("Rencana", "Plan"),
    Text(
        "Rencana atau peraturan yang memuat target; _Z tanpa rencana.",
        "The plan or regulation that the target belongs to; _Z without a plan.",
    ),
    "CL_PLAN",
    is_mandatory=True,
)
DUE_ON = SdmxComponent(
    "DUE_ON",
    Text("Tenggat", "Due on"),
    Text("Tenggat sesudah hari terakhir periode.", "A deadline after the last day of the period."),
    data_type="ObservationalTimePeriod",
)
DAY_KNOWN = SdmxComponent(
    "DAY_KNOWN",
    Text("Hari diketahui", "Day known"),
    Text(
        "false: jumlah pada suatu hari dalam periode, bukan hari terakhirnya. Kosong untuk target.",
        "false: the number on some day of the period, not on its last day. Empty for a target.",
    ),
    data_type="Boolean",
)
TIME_PERIOD = SdmxComponent(
    "TIME_PERIOD",
    Text("Periode", "Period"),
    Text(
        "Periode angka; rentang tanggal ditulis sebagai hari pertama dan lamanya (2020-05-14/P232D).",
        "The period of the figure; an interval is its first day and duration (2020-05-14/P232D).",
    ),
    data_type="ObservationalTimePeriod",
)
FIGURE_TYPE = SdmxComponent(
    "FIGURE_TYPE",
    Text("Jenis angka", "Figure type"),
    Text("Target atau realisasi.", "Target or realization."),
    "CL_FIGURE_TYPE",
)
SOURCE = SdmxComponent(
    "SOURCE",
    Text("Sumber", "Source"),
    Text(
        "Kode dokumen yang menyatakan angka; judulnya ada di /v1/sources.",
        "Code of the document that states the figure; its title is in /v1/sources.",
    ),
)
FIGURE = SdmxComponent(
    "FIGURE",
    Text("Angka", "Figure"),
    Text("Id angka di /v1/targets atau /v1/realizations.", "Id of the figure in /v1/targets or /v1/realizations."),
    is_mandatory=True,
)
OBS_VALUE = SdmxComponent(
    "OBS_VALUE",
    Text("Nilai", "Value"),
    Text("Angka yang dinyatakan dalam satuan penuh.", "The stated number in full units."),
    data_type="Double",
    is_mandatory=True,
)
ATTRIBUTES = (
    SdmxComponent(
        "UNIT_MEASURE",
        Text("Satuan", "Unit"),
        Text("Satuan indikator.", "Unit of the indicator."),
        "CL_UNIT",
        is_mandatory=True,
    ),
    SdmxComponent(
        "UNIT_MULT",
        Text("Pangkat sepuluh", "Power of ten"),
        Text("Selalu 0: nilai dalam satuan penuh.", "Always 0: values are in full units."),
        data_type="Integer",
        is_mandatory=True,
    ),
    SdmxComponent(
        "OBS_STATUS",
        Text("Mutu", "Status"),
        Text(
            "Mutu realisasi: A final, P sementara, E perkiraan. Target selalu A.",
            "Quality of a realization: A final, P provisional, E estimate. A target is always A.",
        ),
        "CL_OBS_STATUS",
        is_mandatory=True,
    ),
    SdmxComponent(
        "QUALIFIER",
        Text("Pembatas", "Qualifier"),
        Text("Keterangan sumber tentang ketepatan angka.", "How the source qualifies the number, such as about."),
        "CL_QUALIFIER",
        is_mandatory=True,
    ),
    SdmxComponent(
        "VALUE_TO",
        Text("Nilai sampai", "Value to"),
        Text("Batas atas, bila yang dinyatakan sebuah rentang.", "Upper end, if a range was stated."),
        data_type="Double",
    ),
    SdmxComponent(
        "RESOLUTION",
        Text("Pembulatan", "Resolution"),
        Text("Besarnya pembulatan dalam satuan penuh.", "Size of the rounding in full units."),
        data_type="Double",
        is_mandatory=True,
    ),
    SdmxComponent(
        "STATED_BY",
        Text("Dinyatakan oleh", "Stated by"),
        Text("Instansi yang menyatakan angka.", "The institution that stated the figure."),
        "CL_INSTITUTION",
        is_mandatory=True,
    ),
    SdmxComponent(
        "STATED_ON",
        Text("Dinyatakan pada", "Stated on"),
        Text("Tanggal angka dinyatakan, bila diketahui.", "The day the figure was stated, if known."),
        data_type="ObservationalTimePeriod",
    ),
    SdmxComponent(
        "STATED_NOT_BEFORE",
        Text("Dinyatakan paling awal", "Stated not before"),
        Text("Tanggal paling awal, bila tanggalnya tidak diketahui.", "The first possible day, if the day is unknown."),
        data_type="ObservationalTimePeriod",
    ),
    SdmxComponent(
        "STATED_NOT_AFTER",
        Text("Dinyatakan paling akhir", "Stated not after"),
        Text("Tanggal paling akhir, bila tanggalnya tidak diketahui.", "The last possible day, if the day is unknown."),
        data_type="ObservationalTimePeriod",
    ),
)
RETRACTED_ON = SdmxComponent(
    "RETRACTED_ON",
    Text("Dicabut pada", "Retracted on"),
    Text("Tanggal instansi mencabut angka.", "The day the institution retracted the figure."),
    data_type="ObservationalTimePeriod",
)
SOURCE_ID = SdmxComponent(
    "SOURCE_ID",
    Text("Sumber-sumber", "Sources"),
    Text(
        "Kode dokumen yang menyatakan angka, dipisahkan titik koma.",
        "Codes of the documents that state the figure, separated by semicolons.",
    ),
    is_mandatory=True,
)
VALIDITY_ATTRIBUTES = (
    SdmxComponent(
        "KNOWN_FROM",
        Text("Diketahui sejak", "Known from"),
        Text("Waktu layanan mencatat revisi ini (UTC).", "The time at which the service recorded this revision (UTC)."),
        data_type="ObservationalTimePeriod",
        is_mandatory=True,
    ),
    SdmxComponent(
        "KNOWN_TO",
        Text("Diketahui sampai", "Known to"),
        Text(
            "Waktu revisi lain menggantikan revisi ini (UTC); kosong bila revisi ini berlaku.",
            "The time at which another revision replaced it (UTC); empty for a current revision.",
        ),
        data_type="ObservationalTimePeriod",
    ),
    SdmxComponent(
        "COMMENT_OBS",
        Text("Catatan", "Note"),
        Text("Hal yang disimpulkan atau diragukan.", "What is inferred or uncertain."),
    ),
)
