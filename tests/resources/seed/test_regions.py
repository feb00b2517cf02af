"""The regions of the seed data: which of them only received a new code."""

from collections import defaultdict
from datetime import date, timedelta

from api.resources.seed.files import SeedRecord, load_seed_records

REGIONS = load_seed_records("region")
BY_CODE = {region["code"]: region for region in REGIONS}
RENUMBERED = {region["code"]: region["replaces"] for region in REGIONS if region["replaces"]}


def test_twenty_five_regencies_and_one_city_of_papua_received_a_new_code() -> None:
    assert len(RENUMBERED) == 26
    assert [code for code in RENUMBERED if BY_CODE[code]["level"] == "city"] == ["96.71"]
    assert RENUMBERED["93.01"] == "91.01" and BY_CODE["93.01"]["name"] == "Kabupaten Merauke"
    assert {(code[:2], former[:2]) for code, former in RENUMBERED.items()} == {
        ("93", "91"), ("94", "91"), ("95", "91"), ("96", "92"),
    }  # fmt: skip


def test_a_renumbered_region_has_the_name_and_level_of_the_former_one_and_begins_the_day_after_it() -> None:
    for code, former in RENUMBERED.items():
        later, earlier = BY_CODE[code], BY_CODE[former]
        assert (later["name"], later["level"]) == (earlier["name"], earlier["level"])
        assert date.fromisoformat(later["valid_from"]) == date.fromisoformat(earlier["valid_to"]) + timedelta(days=1)


def test_every_region_that_ended_is_replaced_and_no_province_is() -> None:
    """The provinces of 2022 were cut out of Papua and Papua Barat, which still exist."""
    ended = {region["code"] for region in REGIONS if region["valid_to"]}
    assert ended == set(RENUMBERED.values())
    assert all(len(code) == len("93.01") for code in RENUMBERED)


def test_regions_with_one_name_are_the_codes_of_one_region() -> None:
    by_name: dict[str, list[SeedRecord]] = defaultdict(list)
    for region in REGIONS:
        by_name[region["name"]].append(region)
    repeated = {tuple(sorted(each["code"] for each in several)) for several in by_name.values() if len(several) > 1}
    assert repeated == {tuple(sorted(pair)) for pair in RENUMBERED.items()}


def test_regions_have_the_names_of_region_names_csv() -> None:
    assert BY_CODE["32"]["other_names"] == ["Jabar", "West Java"]
    assert BY_CODE["11.07"]["other_names"] == []
