"""The file of other names of regions."""

import time
from collections import defaultdict

from api.exchange.imports.cells.region_spelling import list_spellings, split_level
from tests.exchange.imports.cells.reference import load_regions, load_table

KINDS = {"abbreviation", "former", "english", "spelling"}


def test_every_name_is_of_a_region_and_has_a_kind() -> None:
    codes = {region.code for region in load_regions()}
    for row in load_table("region_names"):
        assert row["region"] in codes and row["kind"] in KINDS and row["name"].strip() == row["name"] != ""


def test_no_name_is_of_two_regions_of_one_level() -> None:
    replaced = {row["code"]: row["replaces"] or row["code"] for row in load_table("regions")}
    regions = defaultdict(set)
    for region in load_regions():
        for spelling in list_spellings(region):
            regions[spelling, region.level].add(replaced[region.code])
    assert {spelling: codes for spelling, codes in regions.items() if len(codes) > 1} == {}


def test_no_other_name_repeats_a_name_of_the_same_region() -> None:
    for region in load_regions():
        own = {*list_spellings(region._replace(other_names=()))}
        for name in region.other_names:
            spelling = {*list_spellings(region._replace(name=region.code, other_names=(name,)))} - {region.code}
            assert not spelling <= own, f"{name} is found without region_names.csv"


def test_the_time_to_find_the_level_in_a_text_is_short() -> None:
    started = time.process_time()
    for text in (" (", ",", "a (", "kota "):
        assert [*split_level(("a" + text * 200)[:200])]
    assert time.process_time() - started < 1
