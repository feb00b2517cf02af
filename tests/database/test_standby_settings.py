"""The settings of reads from a standby are validated before the service starts."""

import pytest

from api.database.pool import Database
from api.database.standby.databases import ReadOnlyDatabase, ReplicatedDatabase, create_database
from api.settings import Settings, SettingsError

URL = "postgresql://capaian@127.0.0.1/capaian"
PRIMARY, STANDBY = {"CAPAIAN_DATABASE_URL": URL}, {"CAPAIAN_READ_DATABASE_URL": URL}
READ_ONLY = {"CAPAIAN_READ_ONLY": "true"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (STANDBY, "together with CAPAIAN_DATABASE_URL"),
        (READ_ONLY, "together with CAPAIAN_DATABASE_URL"),
        (PRIMARY | {"CAPAIAN_MAX_REPLICA_LAG": "9"}, "together with CAPAIAN_READ_DATABASE_URL"),
        (PRIMARY | STANDBY | READ_ONLY, "Unset CAPAIAN_READ_DATABASE_URL or CAPAIAN_READ_ONLY"),
        (PRIMARY | STANDBY | {"CAPAIAN_MAX_REPLICA_LAG": "0"}, "a whole number from 1 to 3600"),
    ],
)
def test_settings_of_a_standby_that_have_no_effect_are_rejected(environment: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment(environment)
    assert expected in error.value.english


@pytest.mark.parametrize(
    ("environment", "expected"),
    [(PRIMARY, Database), (PRIMARY | STANDBY, ReplicatedDatabase), (PRIMARY | READ_ONLY, ReadOnlyDatabase)],
)
def test_only_an_instance_with_a_standby_chooses_a_server(environment: dict[str, str], expected: type) -> None:
    settings = Settings.from_environment(environment)
    made = create_database(
        URL,
        1,
        standby_url=settings.read_database_url,
        max_lag_seconds=settings.max_replica_lag,
        is_read_only=settings.read_only,
    )
    assert type(made) is expected
