"""What the database finds wrong in a row, as sentences: rules of its own, and those that every entity meets."""

from collections.abc import Mapping
from typing import Any

from api.faults import Text
from api.figures.entry import RETRACTED_EARLY, REVERSED, STATED_WHEN
from api.http.bilingual import Bilingual
from api.imports.model import RowFault
from api.postgres.rules import RULES

# By the names that schema/migrations/0016_judging.sql gives; what stands in braces is what it names.
OF_ROWS: dict[str, Text] = {
    "figure_is_in_the_unit_of_its_indicator": Text(
        "dinyatakan dalam {0}, sedangkan indikatornya dihitung dalam {1}",
        "is stated in {0}, and its indicator counts in {1}",
    ),
    "figure_has_the_program_of_its_indicator": Text(
        "bukan program indikatornya, yaitu {0}", "is not the program of its indicator, which is {0}"
    ),
    "figure_is_stated_on_a_day_or_between_two": STATED_WHEN,
    "figure_bounds_are_in_order": REVERSED,
    "figure_is_retracted_after_it_was_stated": RETRACTED_EARLY,
    "figure_id_is_of_one_noun": Text("adalah id sebuah {0}", "is the id of a {0}"),
    "row_is_about_one_figure": Text(
        "cocok dengan beberapa angka yang sudah ada ({0} dan {1}); sebutkan id",
        "fits several figures that are there ({0} and {1}); give the id",
    ),
    "row_is_not_worked_on_by_another": Text(
        "sudah ada dan sedang dikerjakan orang lain", "is there already, and somebody else is working on it"
    ),
    "row_is_about_nothing_withdrawn": Text("menyebut sesuatu yang telah ditarik", "names something that was withdrawn"),
    "row_says_what_is_required": Text("wajib ada untuk yang baru", "is required of what is new"),
    "row_agrees_with_its_file": Text(
        "menyatakan angka yang sama seperti baris {0} dengan isi lain",
        "states the same figure as line {0}, and says something else of it",
    ),
}


def told_fault(fault: Mapping[str, Any], columns: Mapping[str, str]) -> RowFault:
    """A fault as it is kept: with its sentence, or with the rule that was broken; `columns` are the file's names."""
    ours = fault["column"]
    if ours == "citations" and ours not in columns:
        ours = "source"  # where a file spells one citation out
    column = columns.get(ours, ours)
    if "rule" not in fault:
        of_database = fault.get("of_database", False)
        return RowFault(column if of_database else fault["column"], fault["code"], Bilingual(**fault["detail"]))
    rule: str = fault["rule"]
    text = OF_ROWS[rule] if rule in OF_ROWS else RULES[rule].sentence
    named = fault["named"]
    return RowFault(column, rule.replace("_", "-"), Bilingual(text.id.format(*named), text.en.format(*named)))
