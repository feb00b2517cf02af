"""The words of the pages. A template writes `t("name")`; tests check that each name exists and is used."""

from typing import Final

from api.errors import Text
from api.pages.texts import every_page, findings, front, picture, program, reviews, sign_in, source

_MODULES = (every_page, findings, front, picture, program, reviews, sign_in, source)
from api.pages.texts import every_page, findings, front, picture, program, sharing, source

_MODULES = (every_page, findings, front, picture, program, sharing, source)
TEXTS: Final[dict[str, Text]] = {name: text for module in _MODULES for name, text in module.TEXTS.items()}
