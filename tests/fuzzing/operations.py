"""The ids of the operations, by what fuzzing them takes."""

from tests.contract.committed import document

_ALL = [
    (path, method, operation["operationId"])
    for path, item in document()["paths"].items()
    for method, operation in item.items()
]
WRITES = [name for _, method, name in _ALL if method != "get"]
# The four formats of a kind take the parameters of its package.
PACKAGES = [name for path, _, name in _ALL if path.startswith("/v1/exports/") and path.endswith("/datapackage.json")]
FORMATS = [name for path, _, name in _ALL if path.startswith("/v1/exports/") and name not in PACKAGES]
READS = [name for _, _, name in _ALL if name not in {*WRITES, *PACKAGES, *FORMATS}]
