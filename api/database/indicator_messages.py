"""The error messages of the rules of indicators and units; see schema/functions/references.sql."""

from api.database.constraint_message import ConstraintMessage, unknown_reference
from api.errors import Text

INDICATOR_MESSAGES: dict[str, ConstraintMessage] = {
    "indicator_belongs_to_a_program": unknown_reference("/program", "program", "a program"),
    "indicator_counts_in_a_unit": unknown_reference("/unit", "satuan", "a unit"),
    "indicator_names_its_population": unknown_reference("/population_indicator", "indikator", "an indicator"),
    "indicator_names_its_variant": unknown_reference("/variant_of", "indikator", "an indicator"),
    "indicator_stays_in_its_program": ConstraintMessage(
        "conflict", "/program", Text("tidak dapat diubah", "cannot be changed")
    ),
    "indicator_is_not_its_own_population": ConstraintMessage(
        "rule", "/population_indicator", Text("harus indikator lain", "must be another indicator")
    ),
    "indicator_is_not_its_own_variant": ConstraintMessage(
        "rule", "/variant_of", Text("harus indikator lain", "must be another indicator")
    ),
    "variants_count_in_different_units": ConstraintMessage(
        "rule",
        "/variant_of",
        Text(
            "harus menghitung dalam satuan lain; varian menghitung hal yang sama dalam dua satuan",
            "must count in another unit; variants count the same thing in two units",
        ),
    ),
    "variants_have_no_cycle": ConstraintMessage(
        "rule",
        "/variant_of",
        Text(
            "membentuk lingkaran: indikator itu sudah menjadi varian dari indikator ini",
            "makes a cycle: that indicator is already a variant of this one",
        ),
    ),
    "partitions_are_keys_of_breakdowns": ConstraintMessage(
        "rule",
        "/partitions",
        Text(
            "harus berisi paling banyak 8 kunci rincian yang berbeda, tanpa part",
            "must have at most 8 different keys of breakdowns, without part",
        ),
    ),
    "only_additive_indicators_have_partitions": ConstraintMessage(
        "rule",
        "/partitions",
        Text(
            "harus kosong, atau additive harus true: hanya bagian yang dapat dijumlahkan membentuk keseluruhan",
            "must be empty, or additive must be true: only parts that add up make a whole",
        ),
    ),
    "unit_is_frozen_once_figures_exist": ConstraintMessage(
        "conflict", "/unit", Text("tidak dapat diubah setelah ada angka", "cannot be changed after figures exist")
    ),
    "indicator_is_expected_every_iso_8601_duration": ConstraintMessage(
        "rule", "/expected_every", Text("harus berupa durasi seperti P3M", "must be a duration such as P3M")
    ),
    "kind_is_frozen_once_figures_exist": ConstraintMessage(
        "conflict",
        "/kind",
        Text("tidak dapat diubah setelah ada angka", "cannot be changed after figures exist"),
    ),
    "kind_fits_additive_indicators": ConstraintMessage(
        "conflict",
        "/kind",
        Text(
            "harus count atau amount, karena sebuah indikator dengan satuan ini bersifat additive",
            "must be count or amount, because an indicator in this unit is additive",
        ),
    ),
    "additive_indicator_has_a_unit_that_adds_up": ConstraintMessage(
        "rule",
        "/additive",
        Text(
            "harus false, karena satuan indikator ini berjenis share, index, atau rank",
            "must be false, because the unit of the indicator is of the kind share, index or rank",
        ),
    ),
    "flow_is_in_a_unit_that_adds_up": ConstraintMessage(
        "rule",
        "/nature",
        Text(
            "harus stock atau rate, karena satuan indikator ini berjenis share, index, atau rank",
            "must be stock or rate, because the unit of the indicator is of the kind share, index or rank",
        ),
    ),
    "count_is_whole_and_not_negative": ConstraintMessage(
        "rule",
        "/value",
        Text(
            "harus bilangan bulat dan tidak negatif, karena satuan indikator ini berjenis count",
            "must be a whole number and not negative, because the unit of the indicator is of the kind count",
        ),
    ),
    "rank_is_whole_and_from_1": ConstraintMessage(
        "rule",
        "/value",
        Text(
            "harus bilangan bulat mulai dari 1, karena satuan indikator ini berjenis rank",
            "must be a whole number from 1, because the unit of the indicator is of the kind rank",
        ),
    ),
    "range_of_a_count_or_rank_is_whole": ConstraintMessage(
        "rule",
        "/value_to",
        Text(
            "harus bilangan bulat, karena satuan indikator ini berjenis count atau rank",
            "must be a whole number, because the unit of the indicator is of the kind count or rank",
        ),
    ),
    "resolution_of_a_count_or_rank_is_whole": ConstraintMessage(
        "rule",
        "/resolution",
        Text(
            "harus bilangan bulat, karena satuan indikator ini berjenis count atau rank",
            "must be a whole number, because the unit of the indicator is of the kind count or rank",
        ),
    ),
}
