"""Who asks a live service: one key for everything, and another that publishes, for nobody publishes what they wrote."""

import os

import schemathesis

from tests.fuzzing import hooks  # noqa: F401  # named in the environment, this module is the only one that is loaded

KEYS = "CAPAIAN_FUZZER_KEYS"  # both, with a space between them
DECIDING = ("/publish", "/reject")


@schemathesis.auth(refresh_interval=None)
class Keys:
    def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
        writer, publisher = os.environ[KEYS].split()
        return publisher if case.path.endswith(DECIDING) else writer

    def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
        own = [key.split("_")[1] for key in os.environ[KEYS].split()]
        if case.path.startswith("/v1/keys/") and case.path_parameters.get("id") in own:
            case.path_parameters["id"] = "0000000000"  # whoever ends their own key is refused from then on
        case.headers["Authorization"] = f"Bearer {data}"
