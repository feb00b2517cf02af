"""The error messages of the rules of claims."""

from api.database.constraint_message import ConstraintMessage, unknown_reference
from api.errors import Text

CLAIM_MESSAGES: dict[str, ConstraintMessage] = {
    "claim_is_made_by_a_source": unknown_reference("/source", "sumber", "a source"),
    "claim_is_about_existing_figures": unknown_reference("/figures", "angka", "a figure"),
    "claim_key_counts_an_indicator": unknown_reference("/figure_key/indicator", "indikator", "an indicator"),
    "claim_key_is_about_a_region": unknown_reference("/figure_key/region", "wilayah", "a region"),
    "claim_states_a_day_or_a_number": ConstraintMessage(
        "rule",
        "/kind",
        Text(
            "weekday memerlukan tanggal dan hari; jenis lain memerlukan bilangan, pembulatannya, dan angka",
            "weekday requires a date and a weekday; the other kinds require a number, its resolution and figures",
        ),
    ),
    "claim_has_figures_or_a_key": ConstraintMessage(
        "rule",
        "/figure_key",
        Text(
            "tidak dapat diisi bersama figures, dan tidak untuk sum atau weekday",
            "is not allowed together with figures, nor for sum and weekday",
        ),
    ),
    "claim_of_several_figures_names_its_base": ConstraintMessage(
        "rule",
        "/base_figure",
        Text(
            "wajib diisi, karena klaim ini tentang beberapa angka",
            "is required, because the claim is about several figures",
        ),
    ),
    "claim_base_period_selects_a_target": ConstraintMessage(
        "rule",
        "/base_period",
        Text(
            "hanya untuk base target atau baseline tanpa base_figure",
            "is allowed only for the base target or baseline without base_figure",
        ),
    ),
    "claim_range_is_in_order": ConstraintMessage(
        "rule",
        "/stated_value_to",
        Text("harus lebih besar daripada stated_value", "must be greater than stated_value"),
    ),
    "claim_range_has_no_open_side": ConstraintMessage(
        "rule",
        "/qualifier",
        Text(
            "harus exact atau about, karena stated_value_to menyatakan sebuah rentang",
            "must be exact or about, because stated_value_to states a range",
        ),
    ),
    "claim_resolution_is_positive": ConstraintMessage(
        "rule", "/stated_resolution", Text("harus lebih dari nol", "must be above zero")
    ),
}
