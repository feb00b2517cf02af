"""Sentences in the body of an answer: in Indonesian and in English, whatever language was asked for."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api.faults import Text


class Bilingual(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    id: Annotated[str, Meta(description="The sentence in Indonesian.", examples=["Tidak ada realisasi."])]
    en: Annotated[str, Meta(description="The sentence in English.", examples=["There is no realization."])]

    @classmethod
    def of(cls, text: Text) -> "Bilingual":
        return cls(text.id, text.en)
