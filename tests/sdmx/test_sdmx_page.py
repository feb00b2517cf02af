"""The code on the page about SDMX runs as it stands there."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sdmx.told import listed

PAGE = Path(__file__).parents[2] / "docs" / "sdmx.md"


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # the client's own, of pandas to come
def test_the_code_of_the_page_loads_the_figures(asking: httpx.Client, address: str) -> None:
    samples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(samples) == 4
    names: dict[str, Any] = {}
    for sample in samples:
        assert "http://127.0.0.1:8000" in sample
        exec(sample.replace("http://127.0.0.1:8000", address), names)  # that it runs is what is asked
    preferred = listed(asking, "realizations", preferred="true")
    assert [flow.id for flow in names["flows"]] == ["CLAIM", "REALIZATION", "TARGET"]
    since_2020 = listed(asking, "realizations", preferred="true", indicator="umkm-onboarded", period_from="2020-01-01")
    assert {row["FIGURE"] for row in names["rows"]} == {figure["id"] for figure in since_2020}
    assert set(names["targets"]["FIGURE"]) < {figure["id"] for figure in listed(asking, "targets")}
    stocks = [figure for figure in preferred if figure["nature"] == "stock"]
    assert len(names["named"]) == len(names["stocks"]) == len(stocks)
    assert set(names["named"]["NATURE"]) == {"Kumulatif"}
    assert [one.id for one in names["structure"].dimensions][-1] == "TIME_PERIOD"
    assert len(names["statements"]) >= len(listed(asking, "targets"))
