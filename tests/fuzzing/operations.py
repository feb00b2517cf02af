"""The ids of the operations, by what fuzzing them takes."""

from tests.contract.committed import document

_PATHS = document()["paths"]
_ALL = [(path, method, operation["operationId"]) for path, item in _PATHS.items() for method, operation in item.items()]


def _is_of_another(path: str) -> bool:
    """Whether it takes the parameters of another operation, which meets their bounds, and answers in another format."""
    if path.startswith("/v1/exports/"):
        return not path.endswith("/datapackage.json")
    return path.endswith(".csv") and path.removesuffix(".csv") in _PATHS


WRITES = [name for _, method, name in _ALL if method != "get"]
FORMATS = [name for path, _, name in _ALL if _is_of_another(path)]
READS = [name for _, _, name in _ALL if name not in {*WRITES, *FORMATS}]
