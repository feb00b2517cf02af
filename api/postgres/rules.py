"""The rules that the database holds, as sentences: a broken constraint is looked up here, its own text never shown."""

from typing import Literal, NamedTuple

import asyncpg

from api.faults import Broken, Fault, Text

Kind = Literal["forbidden", "conflict", "rule"]


class Rule(NamedTuple):
    """What is broken, where in the entity it lies, and what it says."""

    kind: Kind
    pointer: str
    sentence: Text


def broken(error: asyncpg.PostgresError) -> Broken | None:
    """None for an error that is no rule of ours."""
    name: str = getattr(error, "constraint_name", None) or ""
    if isinstance(error, asyncpg.UniqueViolationError) and name.endswith("_has_one_row_per_revision"):
        return already_there()
    if name.endswith("_is_still_named"):
        return _told("still-named", STILL_NAMED)
    if name in RULES:
        return breaking(name)
    if isinstance(error, asyncpg.NotNullViolationError) and error.column_name == "program":
        return breaking("figure_counts_an_indicator")
    if isinstance(error, asyncpg.IntegrityConstraintViolationError | asyncpg.DataError):
        return _told(name.replace("_", "-") or "not-valid", OTHERWISE)
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return _told("not-yours", NOT_YOURS)
    return None


def breaking(name: str) -> Broken:
    """The refusal of a rule by its constraint's name, for whoever sees before the database that it would not hold."""
    return _told(name.replace("_", "-"), RULES[name])


def already_there() -> Broken:
    """Said of what the caller may not see; so it says no more."""
    return _told("already-there", ALREADY_THERE)


def _told(code: str, rule: Rule) -> Broken:
    return Broken(rule.kind, [Fault(code, rule.sentence, pointer=rule.pointer)])


def _unknown(pointer: str, indonesian: str, english: str) -> Rule:
    return Rule(
        "rule",
        pointer,
        Text(
            f"menyebut {indonesian} yang tidak ada, telah ditarik, atau belum terbit",
            f"names {english} that does not exist, was withdrawn or is not published",
        ),
    )


ALREADY_THERE = Rule(
    "conflict",
    "",
    Text(
        "sudah ada, sedang dikerjakan, atau baru saja diubah orang lain",
        "is there already, is being worked on, or was changed just now, by somebody else",
    ),
)
STILL_NAMED = Rule(
    "conflict", "", Text("masih disebut oleh sesuatu yang terbit", "is still named by something published")
)
OTHERWISE = Rule("rule", "", Text("melanggar aturan basis data", "breaks a rule of the database"))
NOT_YOURS = Rule(
    "forbidden",
    "",
    Text(
        "bukan hak pemanggil, atau milik instansi lain",
        "is not the caller's to write, or belongs to another institution",
    ),
)
RULES: dict[str, Rule] = {
    "figure_counts_an_indicator": _unknown("/indicator", "indikator", "an indicator"),
    "figure_is_about_a_region": _unknown("/region", "wilayah", "a region"),
    "figure_is_stated_by_an_institution": _unknown("/institution", "instansi", "an institution"),
    "figure_cites_sources": _unknown("/citations", "sumber", "a source"),
    "program_names_its_lead_institution": _unknown("/lead_institution", "instansi", "an institution"),
    "indicator_belongs_to_a_program": _unknown("/program", "program", "a program"),
    "indicator_counts_in_a_unit": _unknown("/unit", "satuan", "a unit"),
    "indicator_names_its_population": _unknown("/population_indicator", "indikator", "an indicator"),
    "source_names_its_publisher": _unknown("/publisher", "instansi", "an institution"),
    "claim_is_made_by_a_source": _unknown("/source", "sumber", "a source"),
    "claim_is_about_existing_figures": _unknown("/subjects", "angka", "a figure"),
    "target_supersedes_an_existing_target": _unknown("/supersedes", "target", "a target"),
    "published_figure_has_a_citation": Rule(
        "conflict",
        "/citations",
        Text("memerlukan paling sedikit satu kutipan untuk terbit", "needs at least one citation to be published"),
    ),
    "figure_has_at_most_100_citations": Rule(
        "rule", "/citations", Text("akan memuat lebih dari 100 kutipan", "would have more than 100 citations")
    ),
    "indicator_stays_in_its_program": Rule("conflict", "/program", Text("tidak dapat diubah", "cannot be changed")),
    "indicator_is_not_its_own_population": Rule(
        "rule", "/population_indicator", Text("harus indikator lain", "must be another indicator")
    ),
    "unit_is_frozen_once_figures_exist": Rule(
        "conflict", "/unit", Text("tidak dapat diubah setelah ada angka", "cannot be changed once there are figures")
    ),
    "target_supersedes_within_its_key": Rule(
        "rule",
        "/supersedes",
        Text(
            "harus memiliki indikator, sifat, wilayah, dan rincian yang sama",
            "must have the same indicator, nature, region and breakdown",
        ),
    ),
    "target_supersedes_one_stated_earlier": Rule(
        "rule", "/supersedes", Text("harus dinyatakan lebih dahulu", "must have been stated strictly earlier")
    ),
    "target_does_not_supersede_itself": Rule(
        "rule", "/supersedes", Text("tidak boleh target itu sendiri", "must not be the target itself")
    ),
    "status_follows_its_transitions": Rule(
        "conflict", "/status", Text("tidak memungkinkan langkah ini", "does not allow this step")
    ),
    "a_withdrawal_takes_back_what_is_there": Rule(
        "conflict", "/status", Text("tidak menyisakan apa pun untuk ditarik", "leaves nothing to withdraw")
    ),
    "a_withdrawn_preference_stood": Rule(
        "conflict", "", Text("tidak ada preferensi yang berlaku", "there is no preference in force")
    ),
    "a_preferred_realization_is_published": Rule(
        "conflict",
        "",
        Text("hanya realisasi yang terbit dapat diutamakan", "only a published realization is preferred"),
    ),
    "nobody_publishes_what_they_worked_on": Rule(
        "forbidden",
        "",
        Text(
            "harus diterbitkan orang lain daripada yang mengerjakannya",
            "must be published by somebody else than those who worked on it",
        ),
    ),
    "an_entity_stays_with_its_institution": Rule(
        "forbidden", "", Text("milik instansi lain", "belongs to another institution")
    ),
    "writers_withdraw_only_their_own_drafts": Rule(
        "forbidden", "", Text("dikerjakan orang lain juga", "was worked on by somebody else too")
    ),
    "source_date_basis_agrees_with_its_dates": Rule(
        "rule", "/date_basis", Text("tidak sesuai dengan tanggalnya", "does not agree with the dates")
    ),
    "source_bounds_are_in_order": Rule(
        "rule", "/published_not_after", Text("mendahului published_not_before", "is before published_not_before")
    ),
    "source_language_is_bcp_47": Rule(
        "rule", "/language", Text("harus kode bahasa seperti id atau en-GB", "must be a language code, id or en-GB")
    ),
    "source_sha256_is_64_hex_digits": Rule(
        "rule", "/content_sha256", Text("harus 64 angka heksadesimal kecil", "must be 64 lower-case hex digits")
    ),
    "source_has_at_most_50_authors": Rule("rule", "/authors", Text("paling banyak 50 orang", "has at most 50 people")),
    "indicator_is_expected_every_iso_8601_duration": Rule(
        "rule", "/expected_every", Text("harus durasi seperti P3M", "must be a duration such as P3M")
    ),
    "claim_states_a_day_or_a_number": Rule(
        "rule",
        "/kind",
        Text(
            "weekday memerlukan tanggal dan hari; yang lain bilangan, pembulatannya, dan angka",
            "weekday needs a date and a weekday; the others a number, its resolution and figures",
        ),
    ),
    "claim_resolution_is_positive": Rule(
        "rule", "/stated_resolution", Text("harus lebih dari nol", "must be above zero")
    ),
    "program_ends_after_it_begins": Rule("rule", "/ends_on", Text("mendahului starts_on", "is before starts_on")),
}
