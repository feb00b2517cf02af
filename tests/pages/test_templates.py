"""Every template compiles and uses only known names; every text exists in both languages and is used."""

import re

import msgspec
import pytest
from jinja2 import meta

from api.analysis.rules.checks.finding import SEVERITIES
from api.pages.browse.browse_page import BrowsePage
from api.pages.browse.routes import BrowseIndex
from api.pages.embed.embed_page import EmbedPage
from api.pages.findings.findings_page import FindingsOverview
from api.pages.front.front_page import FrontPage
from api.pages.indicator.indicator_page import IndicatorPage
from api.pages.memo.memo_page import MemoPage
from api.pages.onboarding.onboarding_page import OnboardingPage
from api.pages.problem_page import ProblemPage
from api.pages.program.program_page import ProgramPage
from api.pages.region.region_page import RegionPage
from api.pages.rendering import FOLDER, TEMPLATES, load_environment, require_web_url
from api.pages.reviews.correction_page import CorrectionView
from api.pages.reviews.import_review import ImportReview
from api.pages.reviews.record_review import RecordReview
from api.pages.reviews.review_list import ReviewList
from api.pages.sign_in.routes import SignInView
from api.pages.source.source_page import SourcePage
from api.pages.texts import _MODULES, TEXTS
from api.pages.upload.mapping_page import MappingView
from api.pages.upload.upload_page import UploadView

FUNCTIONS = {"page", "language", "t", "here", "other_url", "to", "link"}
MODELS: dict[str, type[msgspec.Struct]] = {
    "browse.html": BrowsePage,
    "browse_index.html": BrowseIndex,
    "front.html": FrontPage,
    "program.html": ProgramPage,
    "findings.html": FindingsOverview,
    "source.html": SourcePage,
    "embed.html": EmbedPage,
    "memo.html": MemoPage,
    "indicator.html": IndicatorPage,
    "region.html": RegionPage,
    "onboarding.html": OnboardingPage,
    "problem.html": ProblemPage,
    "sign_in.html": SignInView,
    "reviews.html": ReviewList,
    "record_review.html": RecordReview,
    "import_review.html": ImportReview,
    "correction.html": CorrectionView,
    "upload.html": UploadView,
    "mapping.html": MappingView,
}
NAMES = sorted(path.name for path in TEMPLATES.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_only_the_names_that_it_gets(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    environment = load_environment()
    environment.get_template(name)
    macros = {
        "failed",
        "forms",
        "verdict",
        "findings",
        "figures",
        "requests",
        "tables",
        "sharing_links",
        "sharing_code",
        "stops",
        "point_in_time",
        "panel_picture",
        "tile_picture",
        "measures",
        "ranking",
        "downloads",
        "show",
        "form_input",
        *re.findall(r"{% macro (\w+)", source),
    }
    assert meta.find_undeclared_variables(environment.parse(source)) <= FUNCTIONS | macros
    used = set(re.findall(r"\bpage\.(\w+)", source))
    if name in MODELS:
        assert used <= set(MODELS[name].__struct_fields__)
    else:
        assert used <= ({"session"} if name == "signed_in.html" else set())


@pytest.mark.parametrize("name", NAMES)
def test_every_attribute_has_quotes(name: str) -> None:
    assert re.findall(r"\s[a-z-]+\s*=\s*{{", (TEMPLATES / name).read_text()) == []


def test_every_text_is_used_and_every_used_text_exists() -> None:
    code = [path for path in FOLDER.rglob("*.py") if path.parent.name != "texts"]
    sources = [path.read_text() for path in (*TEMPLATES.iterdir(), *code)]
    used = {name for source in sources for name in re.findall(r"""\bt\(['"](\w+)['"]\)|TEXTS\["([a-z_]+)"\]""", source)}
    by_severity = {f"severity_{severity}" for severity in SEVERITIES}
    assert {first or second for first, second in used} | by_severity == TEXTS.keys()
    assert [name for name, text in TEXTS.items() if not (text.id and text.en)] == []
    assert sum(len(module.TEXTS) for module in _MODULES) == len(TEXTS)  # no name is in two modules


def test_the_style_sheet_closes_every_block_before_the_next_one() -> None:
    depths = [0]
    for character in re.findall("[{}]", (FOLDER / "static" / "site.css").read_text()):
        depths.append(depths[-1] + (1 if character == "{" else -1))
    assert (min(depths), max(depths), depths[-1]) == (0, 2, 0)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", " https://example.org"])
def test_a_url_of_another_scheme_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match=re.escape(url)):
        require_web_url(url)
