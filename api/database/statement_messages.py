"""The error messages about the days of a statement and about repeated statements."""

from api.database.constraint_message import ConstraintMessage
from api.errors import Text

FIGURE_EXISTS = Text(
    "menyatakan hal yang sama seperti {0}: perbaiki angka itu, tambahkan kutipan padanya, atau sebut id-nya dalam "
    "distinct_from bila ini pernyataan lain",
    "states the same as {0}: correct that figure, add a citation to it, or name its id in distinct_from if this is "
    "another statement",
)
STATEMENT_MESSAGES: dict[str, ConstraintMessage] = {
    "figure_is_in_the_unit_of_its_draft": ConstraintMessage(
        "conflict",
        "/value",
        Text(
            "ditulis dalam satuan yang lalu: satuan indikator telah berubah. Silakan periksa nilainya, ubah konsep "
            "ini, lalu ajukan lagi",
            "is in the previous unit: the unit of the indicator has changed. Check the value, change the draft, then "
            "submit it again",
        ),
    ),
    "stated_in_future": ConstraintMessage(
        "rule",
        "/stated_on",
        Text(
            "tidak boleh sesudah hari ini di Jakarta",
            "must not be after today in Jakarta: a statement cannot be of the future",
        ),
    ),
    "period_after_stated": ConstraintMessage(
        "rule",
        "/period",
        Text(
            "berakhir sesudah angka itu dinyatakan; prakiraan bukan realisasi",
            "ends after the number was stated; a forecast is no realization",
        ),
    ),
    "only_the_day_of_a_stock_is_unknown": ConstraintMessage(
        "rule",
        "/day_known",
        Text(
            "hanya boleh false untuk stok dengan periode lebih dari satu hari",
            "may be false only for a stock with a period of more than one day",
        ),
    ),
    "other_identity": ConstraintMessage(
        "rule",
        "/distinct_from",
        Text(
            "menyebut angka yang tidak ada, atau yang kunci, instansi, atau hari pernyataannya berbeda",
            "names a figure that does not exist, or has another key, institution or stated day",
        ),
    ),
    "same_citation": ConstraintMessage(
        "rule",
        "/citations",
        Text(
            "memerlukan kutipan (sumber dan letak) yang tidak dimiliki angka-angka di distinct_from",
            "requires a citation (source and locator) that the figures in distinct_from do not have",
        ),
    ),
}
