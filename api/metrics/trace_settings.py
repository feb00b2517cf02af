"""The settings of OpenTelemetry that decide whether the service sends traces."""

from collections.abc import Mapping
from importlib.util import find_spec

from api.errors import BilingualError

ENDPOINT_VARIABLES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


class TracesNotInstalledError(BilingualError):
    """The environment names a collector of traces, but the extra `otel` is not installed."""


def sends_traces(environment: Mapping[str, str]) -> bool:
    """Return whether the environment names a collector. Raise TracesNotInstalledError if a package is missing."""
    variable = next((name for name in ENDPOINT_VARIABLES if environment.get(name)), None)
    if variable is None or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.instrumentation.asyncpg") is None:
        raise TracesNotInstalledError(
            f"{variable} diisi, tetapi paket untuk jejak (trace) belum terpasang. Silakan pasang capaian[otel], atau "
            f"kosongkan {variable}.",
            f"{variable} is set, but the packages for traces are not installed. Install capaian[otel], or unset "
            f"{variable}.",
        )
    return True
