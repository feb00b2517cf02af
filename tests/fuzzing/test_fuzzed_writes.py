"""Whatever is sent to be written, and whatever is asked for as a file, the answer is what openapi.yaml promises."""

import pytest
import schemathesis

from tests.fuzzing.conftest import Fuzz
from tests.fuzzing.operations import FORMATS, WRITES


@pytest.mark.parametrize("operation_id", WRITES)
def test_a_write_keeps_the_contract(fuzz: Fuzz, whole: schemathesis.BaseSchema, operation_id: str) -> None:
    fuzz(whole, operation_id)


@pytest.mark.parametrize("operation_id", FORMATS)
def test_another_format_keeps_the_contract(fuzz: Fuzz, drawn: schemathesis.BaseSchema, operation_id: str) -> None:
    fuzz(drawn, operation_id)
