"""The API keys that the fuzzer sends to a live service: one key writes, another one publishes, as the rules require."""

import os

import schemathesis

from tests.fuzzing import hooks  # noqa: F401  # SCHEMATHESIS_HOOKS names only this module

KEYS = "CAPAIAN_FUZZER_KEYS"  # both keys, separated by a space
DECISIONS = ("/publish", "/reject", "/restore")


@schemathesis.auth(refresh_interval=None)
class Keys:
    def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
        writer, publisher = os.environ[KEYS].split()
        return publisher if case.path.endswith(DECISIONS) else writer

    def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
        own = [key.split("_")[1] for key in os.environ[KEYS].split()]
        if case.path.startswith("/v1/keys/") and case.path_parameters.get("id") in own:
            case.path_parameters["id"] = "0000000000"  # the service rejects a key after its revocation
        case.headers["Authorization"] = f"Bearer {data}"
