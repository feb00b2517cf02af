"""The publisher of the data, its contact point, and the license of the data."""

from typing import NamedTuple


class DataLicense(NamedTuple):
    """`name` is the SPDX identifier, `url` has the text."""

    name: str
    title: str
    url: str


# The usual licenses of public bodies, and the license of the seed data. Without a setting, no license is stated.
DATA_LICENSES = {
    license_.name: license_
    for license_ in (
        DataLicense("Apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        DataLicense(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        DataLicense(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution Share Alike 4.0 International",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        DataLicense(
            "CC0-1.0", "Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"
        ),
        DataLicense(
            "ODC-By-1.0", "Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"
        ),
        DataLicense(
            "ODbL-1.0", "Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"
        ),
    )
}


class ContactPoint(NamedTuple):
    """Where users of the data get answers: a name, and a page, an email address or both."""

    name: str
    url: str | None = None
    email: str | None = None


class PublisherInfo(NamedTuple):
    """The publisher: its page, the license of the data and the contact point, each None if it is not configured.

    `sdmx_agency` is the id of the publisher as an agency of SDMX.
    """

    name: str = "Capaian"
    url: str | None = None
    license: DataLicense | None = None
    contact: ContactPoint | None = None
    sdmx_agency: str = "CAPAIAN"
