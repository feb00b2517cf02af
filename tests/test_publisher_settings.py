"""The settings of the publisher are validated before the service starts."""

import pytest

from api.license import ContactPoint, PublisherInfo
from api.settings import Settings, SettingsError

EMAIL, URL = "data@example.go.id", "https://data.example.go.id/kontak"


def test_without_settings_neither_license_nor_contact_point_is_stated() -> None:
    assert Settings.from_environment({}).publisher_info == PublisherInfo("Capaian", None, None, None)


@pytest.mark.parametrize(
    ("environment", "contact"),
    [
        ({"CAPAIAN_CONTACT_EMAIL": EMAIL}, ContactPoint("Capaian", None, EMAIL)),
        ({"CAPAIAN_CONTACT_URL": URL, "CAPAIAN_PUBLISHER": "BPS"}, ContactPoint("BPS", URL, None)),
        (
            {"CAPAIAN_CONTACT_NAME": "Pusat Data", "CAPAIAN_CONTACT_URL": URL, "CAPAIAN_CONTACT_EMAIL": EMAIL},
            ContactPoint("Pusat Data", URL, EMAIL),
        ),
        (
            {"CAPAIAN_CONTACT_URL": "http://10.0.0.7:8080/a?b=c#d"},
            ContactPoint("Capaian", "http://10.0.0.7:8080/a?b=c#d"),
        ),
    ],
)
def test_a_contact_point_has_a_page_or_an_email(environment: dict[str, str], contact: ContactPoint) -> None:
    assert Settings.from_environment(environment).publisher_info.contact == contact


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("CONTACT_URL", "mailto:data@example.go.id", "CAPAIAN_CONTACT_EMAIL"),
        ("CONTACT_URL", "javascript:alert(1)", "https://data.example.go.id/contact"),
        ("CONTACT_URL", "ftp://example.go.id", "'ftp://example.go.id'"),
        ("CONTACT_URL", "https://", "https://data.example.go.id/contact"),
        ("CONTACT_URL", "//example.go.id", "https://data.example.go.id/contact"),
        ("CONTACT_URL", "https://example.go.id/a b", "https://data.example.go.id/contact"),
        ("CONTACT_URL", "https://example.go.id/>", "https://data.example.go.id/contact"),
        ("CONTACT_URL", 'https://example.go.id/"', "https://data.example.go.id/contact"),
        ("CONTACT_URL", "https://example.go.id/é", "https://data.example.go.id/contact"),
        ("CONTACT_URL", "https://example.go.id/\n", "https://data.example.go.id/contact"),
        ("CONTACT_URL", "https://[x", "https://data.example.go.id/contact"),
        ("PUBLISHER_URL", "https://example.go.id/<a>", "https"),
        ("CONTACT_EMAIL", "mailto:data@example.go.id", "without mailto:"),
        ("CONTACT_EMAIL", "https://example.go.id", "one email address"),
        ("CONTACT_EMAIL", "a@b.id, c@d.id", "one email address"),
        ("CONTACT_EMAIL", "Data <a@b.id>", "one email address"),
        ("CONTACT_EMAIL", "a@b.id?subject=x", "one email address"),
        ("CONTACT_EMAIL", "data@localhost", "one email address"),
        ("CONTACT_EMAIL", "a@b.id\n", "one email address"),
        ("CONTACT_EMAIL", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.id", "one email address"),
        ("CONTACT_NAME", "a\tb", "200 printable characters"),
        ("CONTACT_NAME", " a", "200 printable characters"),
        ("CONTACT_NAME", "a" * 201, "200 printable characters"),
        ("CONTACT_NAME", "Pusat Data", "together with CAPAIAN_CONTACT_URL or CAPAIAN_CONTACT_EMAIL"),
        ("DATA_LICENSE", "MIT", "Apache-2.0"),
    ],
)
def test_an_invalid_setting_of_the_publisher_is_named_with_its_rule(variable: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({f"CAPAIAN_{variable}": value})
    assert error.value.english.startswith(f"CAPAIAN_{variable} ")
    assert error.value.indonesian.startswith(f"CAPAIAN_{variable} ")
    assert expected in error.value.english
