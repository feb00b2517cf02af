"""Variables CAPAIAN_… that are no settings: a typing error in a name would otherwise have no effect and no message."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from api.admin.doctor.finding import InstallationFinding
from api.errors import Text
from api.settings import Settings, build_variable_name

OTHER_VARIABLES = ("CAPAIAN_API_KEY", "CAPAIAN_URL", "CAPAIAN_TESTS")  # of clients and of tests, not of the service
_TEST_PREFIX = "CAPAIAN_TEST_"


class UnknownVariable(NamedTuple):
    """A variable of the environment that no setting has, and the name of the most similar setting, if there is one."""

    name: str
    nearest: str | None


def find_unknown_variables(environment: Mapping[str, str]) -> list[UnknownVariable]:
    """Return the variables CAPAIAN_… that are no settings, such as typing errors. Empty ones count as unset."""
    known = [build_variable_name(name) for name in Settings.__struct_fields__]
    unknown = sorted(
        name
        for name, value in environment.items()
        if name.startswith("CAPAIAN_") and value and name not in (*known, *OTHER_VARIABLES)
        if not name.startswith(_TEST_PREFIX)
    )
    return [UnknownVariable(name, next(iter(get_close_matches(name, known, 1)), None)) for name in unknown]


def describe_unknown_variable(variable: UnknownVariable) -> Text:
    """Return one sentence per language with the name and the action, without the value."""
    nearest = variable.nearest
    return Text(
        f"{variable.name} bukan pengaturan Capaian dan tidak dibaca: "
        + (f"mungkin maksudnya {nearest}?" if nearest else "hapus, atau lihat docs/operations/settings.md."),
        f"{variable.name} is not a setting of Capaian and is not read: "
        + (f"is {nearest} meant?" if nearest else "remove it, or see docs/operations/settings.md."),
    )


def check_variables(environment: Mapping[str, str]) -> list[InstallationFinding]:
    """Warn about each unknown variable."""
    return [
        InstallationFinding(
            "warning",
            "unknown_setting",
            describe_unknown_variable(variable),
            Text("Pengaturan yang dimaksud memakai nilai bakunya.", "The intended setting has its default value."),
            Text("Perbaiki atau hapus nama itu.", "Correct or remove this name."),
        )
        for variable in find_unknown_variables(environment)
    ]
