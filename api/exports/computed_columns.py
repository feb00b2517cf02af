"""What the columns of computed tables say: their models are lines, and the rows behind them say it of their own."""

from api.exports.columns import descriptions_of
from api.onboarding_counts.model import OnboardingCount
from api.progress.model import Progress

OF_COUNTS = {
    **descriptions_of(OnboardingCount),
    "region": "Code of the region that the line is about (Kemendagri).",
    "region_name": "Official name of the region.",
    "realizations": "Ids of the figures behind the line, separated by semicolons.",
}
OF_PROGRESS = {
    **descriptions_of(Progress),
    "target": "Id of the target in force.",
    "target_value": "What was promised, in full units of the indicator.",
    "target_qualifier": "How the source of the target hedges the number.",
    "target_stated_on": "The day the target was stated, or null when only bounds are known.",
    "target_institution": "Institution that stated the target.",
    "realization": "Id of the preferred realization; null where nothing compares, or where it is derived.",
    "realization_value": "What was reported as reached.",
    "reference_date": "The day that the realization is about: the last of its period.",
    "age_days": "Days from `reference_date` to the day that is judged from.",
    "realization_stated_on": "The day the realization was stated, or null when only bounds are known.",
    "realization_institution": "Institution that stated the realization.",
    "alternatives": "How many other realizations of its key there are.",
    "parts": "Of how many figures the realization is the sum; 1 where it was reported as it is.",
    "baseline": "Id of the realization from which the straight line sets out; null for the zero of a flow.",
    "baseline_value": "From which number the straight line sets out.",
    "baseline_date": "From which day the straight line sets out.",
    "reasons": "Codes of the reasons for the verdict, separated by spaces.",
}
