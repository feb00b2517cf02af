"""What both rings share: the answers kept, when they are true, and who tells of them."""

from typing import NamedTuple

from api.answers.store import Store
from api.answers.truth import Truth
from api.answers.witness import Witness


class Memory(NamedTuple):
    store: Store
    truth: Truth
    witness: Witness
