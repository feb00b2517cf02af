"""Whatever is asked of a read, the answer is what openapi.yaml promises, and what it does not allow is refused."""

import pytest
import schemathesis

from tests.fuzzing.conftest import Fuzz
from tests.fuzzing.operations import READS


@pytest.mark.parametrize("operation_id", READS)
def test_a_read_keeps_the_contract(fuzz: Fuzz, whole: schemathesis.BaseSchema, operation_id: str) -> None:
    fuzz(whole, operation_id)
