"""The terms under which the data are published: by whom, and under which licence."""

from typing import NamedTuple


class Licence(NamedTuple):
    """`name` is its identifier (SPDX), `address` where its text is."""

    name: str
    title: str
    address: str


# Those under which public bodies publish data, and that of what ships.
LICENCES = {
    licence.name: licence
    for licence in (
        Licence("Apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution Share Alike 4.0 International",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence(
            "ODC-By-1.0", "Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"
        ),
        Licence(
            "ODbL-1.0", "Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"
        ),
    )
}


class Terms(NamedTuple):
    """`publisher_url` is the publisher's own page."""

    publisher: str = "Capaian"
    publisher_url: str | None = None
    licence: Licence = LICENCES["Apache-2.0"]
