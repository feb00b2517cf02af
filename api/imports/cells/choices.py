"""Choices: words of the wire, and the words that Indonesian tables have for them."""

from collections.abc import Callable

from api.http.kinds import one_of
from api.imports.cells.unreadable import Unreadable


def choice(member: str) -> Callable[[str], str]:
    """A reader of one member's choices, in any case. It raises Unreadable."""
    words = CHOICES[member]
    kind = one_of(tuple(words))
    meanings = {_plain(word): said for said, others in words.items() for word in (said, *others)}

    def read(text: str) -> str:
        try:
            return meanings[_plain(text)]
        except KeyError as error:
            raise Unreadable(kind.code, kind.refusal) from error

    return read


def _plain(word: str) -> str:
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "nature": {"stock": ("stok", "kumulatif", "posisi"), "flow": ("tambahan", "penambahan", "arus", "aliran")},
    "qualifier": {
        "exact": ("tepat", "persis", "pasti"),
        "about": ("sekitar", "kira-kira", "kurang lebih"),
        "at_least": ("paling sedikit", "sedikitnya", "setidaknya", "sekurang-kurangnya", "minimal", "minimum"),
        "at_most": ("paling banyak", "sebanyak-banyaknya", "maksimal", "maksimum"),
    },
    "quality": {
        "final": ("tetap", "definitif"),
        "provisional": ("sementara",),
        "estimate": ("perkiraan", "estimasi"),
    },
    "kind": {
        "regulation": ("peraturan", "regulasi"),
        "report": ("laporan",),
        "press_release": ("siaran pers",),
        "news": ("berita",),
        "speech": ("pidato",),
        "dataset": ("set data", "kumpulan data"),
    },
    "date_basis": {
        "stated": ("tercantum", "tertulis", "dinyatakan"),
        "inferred": ("disimpulkan",),
        "unknown": ("tidak diketahui",),
    },
}
