"""The two languages of the pages: Indonesian at `/programs/x`, English at `/en/programs/x`."""

from typing import Final, Literal

from api.errors import Text

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
_PREFIXES: Final[dict[Language, str]] = {"id": "", "en": "/en"}


def choose_text(text: Text, language: Language) -> str:
    return text.id if language == "id" else text.en


def choose_name(name: str, name_en: str | None, language: Language) -> str:
    """Return the name of a record; one without an English name has its Indonesian one on every page."""
    return name if language == "id" or name_en is None else name_en


def build_path(path: str, language: Language) -> str:
    """Return the path of a page in a language, such as `/en/programs/qris`; the front page is `/` or `/en`."""
    return f"{_PREFIXES[language]}{path}".removesuffix("/") or "/"


def other_language(language: Language) -> Language:
    return "en" if language == "id" else "id"
