"""Generated requests to reads: each response conforms to openapi.yaml, and each invalid request is rejected."""

import pytest
import schemathesis

from tests.fuzzing.conftest import Fuzz
from tests.fuzzing.operations import COVERING_READS, OTHER_READS


@pytest.mark.parametrize("operation_id", COVERING_READS)
def test_a_read_conforms_to_the_document_at_the_boundaries_of_its_parameters(
    fuzz: Fuzz, boundary_values: schemathesis.BaseSchema, operation_id: str
) -> None:
    fuzz(boundary_values, operation_id)


@pytest.mark.parametrize("operation_id", OTHER_READS)
def test_a_read_with_the_parameters_of_other_reads_conforms_to_the_document(
    fuzz: Fuzz, random_values: schemathesis.BaseSchema, operation_id: str
) -> None:
    fuzz(random_values, operation_id)
