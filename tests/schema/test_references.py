"""References: what an entity names is there, what a published one names is published and stays so."""

from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from tests.schema.conftest import CONTENT, Row, Session, first, follow, following, new_key, publish, refused

CITATION = {"locator": "halaman 3", "quote": None, "note": None}

# Who names whom: the namer, the member that names, the named, and the rule that requires it.
NAMES = [
    ("program", "lead_institution", "institution", "program_names_its_lead_institution"),
    ("indicator", "program", "program", "indicator_belongs_to_a_program"),
    ("indicator", "unit", "unit", "indicator_counts_in_a_unit"),
    ("indicator", "population_indicator", "indicator", "indicator_names_its_population"),
    ("source", "publisher", "institution", "source_names_its_publisher"),
    ("target", "indicator", "indicator", "figure_counts_an_indicator"),
    ("target", "institution", "institution", "figure_is_stated_by_an_institution"),
    ("target", "on_behalf_of", "institution", "figure_is_stated_by_an_institution"),
    ("target", "citations", "source", "figure_cites_sources"),
    ("target", "supersedes", "target", "target_supersedes_an_existing_target"),
    ("realization", "indicator", "indicator", "figure_counts_an_indicator"),
    ("realization", "institution", "institution", "figure_is_stated_by_an_institution"),
    ("realization", "on_behalf_of", "institution", "figure_is_stated_by_an_institution"),
    ("realization", "citations", "source", "figure_cites_sources"),
    ("claim", "source", "source", "claim_is_made_by_a_source"),
    ("claim", "subjects", "target", "claim_is_about_existing_figures"),
    ("claim", "subjects", "realization", "claim_is_about_existing_figures"),
    ("claim", "base_figure", "realization", "claim_is_about_existing_figures"),
]
every_name = pytest.mark.parametrize(("namer", "member", "named", "rule"), NAMES)


def naming(namer: str, member: str, key: str, **content: object) -> Row:
    """A row of the namer that names the key, and is in order otherwise."""
    if member == "citations":
        content["citations"] = [*CONTENT["target"]["citations"], {"source": key, **CITATION}]
    elif member == "supersedes":
        content |= {"supersedes": key, "stated_on": "2022-02-02"}
    elif namer == "claim" and member != "source":
        ratio = {
            "kind": "ratio",
            "stated_value": 21,
            "stated_resolution": 1,
            "stated_date": None,
            "stated_weekday": None,
        }
        subject = "01a1fb67-1800-7000-8000-000000000205"
        content |= ratio | {"subjects": [key] if member == "subjects" else [subject]}
        content |= {"base_figure": key} if member == "base_figure" else {}
    else:
        content[member] = key
    return first(namer, **content)


@every_name
def test_what_an_entity_names_exists(writer: Session, namer: str, member: str, named: str, rule: str) -> None:
    for status, by in (("draft", "ani"), ("published", "system")):
        row = naming(namer, member, new_key(named))
        assert (
            refused(writer, namer, {**row, "status": status, "public": status == "published", "recorded_by": by})
            == rule
        )


@every_name
def test_what_a_published_entity_names_is_published(
    writer: Session, namer: str, member: str, named: str, rule: str
) -> None:
    row = first(named, "draft", "ani")
    writer.enter(named, row)
    key = row["id" if "id" in row else "code"]
    published = naming(namer, member, key)
    assert refused(writer, namer, published) == rule
    namer_draft = {**published, "status": "draft", "public": False, "recorded_by": "ani"}
    writer.enter(namer, namer_draft)
    namer_key = published["id" if "id" in published else "code"]
    follow(writer, namer, namer_key, "submitted", by="ani")
    assert refused(writer, namer, following(writer, namer, namer_key, "published")) == rule
    follow(writer, named, key, "submitted", by="ani")
    follow(writer, named, key, "published", by="citra")
    follow(writer, namer, namer_key, "published", by="citra")


@every_name
def test_what_is_named_by_a_published_entity_is_not_taken_back(
    writer: Session, namer: str, member: str, named: str, rule: str
) -> None:
    assert rule
    key, free = publish(writer, named), publish(writer, named)
    row = naming(namer, member, key)
    writer.enter(namer, row)
    taking_back = [following(writer, named, one, "withdrawn publicly") for one in (free, key)]
    with pytest.raises(asyncpg.ForeignKeyViolationError) as still_named:
        writer.enter(named, *taking_back)
    assert getattr(still_named.value, "constraint_name", None) == f"{named}_is_still_named"
    assert key in str(still_named.value)
    follow(writer, namer, row["id" if "id" in row else "code"], "withdrawn publicly")
    writer.enter(named, *taking_back)


@every_name
def test_a_draft_keeps_nothing_from_being_taken_back_and_can_still_be_rejected(
    writer: Session, namer: str, member: str, named: str, rule: str
) -> None:
    key = publish(writer, named)
    row = naming(namer, member, key) | {"status": "draft", "public": False, "recorded_by": "ani"}
    namer_key = row["id" if "id" in row else "code"]
    writer.enter(namer, row)
    follow(writer, namer, namer_key, "submitted", by="ani")
    follow(writer, named, key, "withdrawn publicly")
    assert refused(writer, namer, following(writer, namer, namer_key, "published")) == rule
    follow(writer, namer, namer_key, "rejected")
    assert refused(writer, namer, following(writer, namer, namer_key, "submitted", "ani")) == rule
    follow(writer, namer, namer_key, "withdrawn")


def test_a_draft_beside_a_publication_that_names_another_frees_nothing(writer: Session) -> None:
    one, other = publish(writer, "unit"), publish(writer, "unit")
    indicator = publish(writer, "indicator", unit=one)
    follow(writer, "indicator", indicator, "draft", by="ani", unit=other)
    assert refused(writer, "unit", following(writer, "unit", one, "withdrawn publicly")) == "unit_is_still_named"
    follow(writer, "indicator", indicator, "submitted", by="ani")
    follow(writer, "indicator", indicator, "published")
    follow(writer, "unit", one, "withdrawn publicly")


def test_a_region_stays_while_there_is_one_below_it_or_a_figure_about_it(writer: Session) -> None:
    publish(writer, "region", code="97")
    assert refused(writer, "target", first("target", region="97.01")) == "figure_is_about_a_region"
    publish(writer, "region", code="97.71", level="city", parent="97")
    target = publish(writer, "target", region="97.71")
    for code in ("ID", "97", "97.71"):
        row = following(writer, "region", code, "withdrawn publicly")
        assert refused(writer, "region", row) == "region_is_still_named"
    follow(writer, "target", target, "withdrawn publicly")
    # Both at once, for nothing names them but each other.
    writer.enter("region", *(following(writer, "region", code, "withdrawn publicly") for code in ("97", "97.71")))


def test_a_region_lies_in_a_published_one(writer: Session) -> None:
    part = first("region", code="98.71", level="city", parent="98")
    assert refused(writer, "region", part) == "region_lies_in_its_parent"
    writer.enter("region", part, first("region", code="98"))


def test_a_publication_waits_for_the_withdrawal_of_what_it_names_and_is_refused(
    writer: Session, other_writer: Session
) -> None:
    institution = publish(writer, "institution")
    writer.run("BEGIN")
    follow(writer, "institution", institution, "withdrawn publicly")
    with ThreadPoolExecutor() as pool:
        naming_it = pool.submit(refused, other_writer, "target", first("target", on_behalf_of=institution))
        with pytest.raises(TimeoutError):
            naming_it.result(0.2)
        writer.run("COMMIT")
        assert naming_it.result(10) == "figure_is_stated_by_an_institution"


def test_a_withdrawal_waits_for_the_publication_that_names_it_and_is_refused(
    writer: Session, other_writer: Session
) -> None:
    realization = publish(writer, "realization")
    writer.run("BEGIN")
    writer.enter("claim", naming("claim", "subjects", realization))
    taking_back = following(other_writer, "realization", realization, "withdrawn publicly")
    with ThreadPoolExecutor() as pool:
        withdrawal = pool.submit(refused, other_writer, "realization", taking_back)
        with pytest.raises(TimeoutError):
            withdrawal.result(0.2)
        writer.run("COMMIT")
        assert withdrawal.result(10) == "realization_is_still_named"


def test_thousands_of_names_need_no_lock_each(writer: Session) -> None:
    """The server's table of locks is small and shared by all."""
    writer.run("BEGIN")
    institutions = [first("institution") for _ in range(2_000)]
    writer.enter("institution", *institutions)
    mine = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    writer.enter("program", *(first("program", lead_institution=named["code"]) for named in institutions))
    assert 64 < writer.value(mine) <= 128
    writer.run("ROLLBACK")
