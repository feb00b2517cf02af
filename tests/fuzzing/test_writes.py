"""Generated requests to writes: each response conforms to openapi.yaml, and each invalid request is rejected."""

import pytest
import schemathesis

from tests.fuzzing.conftest import Fuzz
from tests.fuzzing.operations import COVERING_WRITES, OTHER_WRITES


@pytest.mark.parametrize("operation_id", COVERING_WRITES)
def test_a_write_conforms_to_the_document_at_the_boundaries_of_its_input(
    fuzz: Fuzz, boundary_values: schemathesis.BaseSchema, operation_id: str
) -> None:
    fuzz(boundary_values, operation_id)


@pytest.mark.parametrize("operation_id", OTHER_WRITES)
def test_a_write_with_the_input_of_other_writes_conforms_to_the_document(
    fuzz: Fuzz, random_values: schemathesis.BaseSchema, operation_id: str
) -> None:
    fuzz(random_values, operation_id)
