"""The words of the pages. A template writes `t("name")`; tests check that each name exists and is used."""

from typing import Final

from api.errors import Text
from api.pages.texts import (
    browse,
    every_page,
    findings,
    front,
    indicator,
    memo,
    onboarding,
    picture,
    program,
    region,
    reviews,
    sharing,
    sign_in,
    source,
    upload,
)

_MODULES = (
    browse,
    every_page,
    findings,
    front,
    indicator,
    memo,
    onboarding,
    picture,
    program,
    region,
    reviews,
    sharing,
    sign_in,
    source,
    upload,
)
TEXTS: Final[dict[str, Text]] = {name: text for module in _MODULES for name, text in module.TEXTS.items()}
