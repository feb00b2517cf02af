"""The code in docs/sdmx.md runs."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.exchange.sdmx.expected import list_records

PAGE = Path(__file__).parents[3] / "docs" / "sdmx.md"


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")  # pysdmx uses what pandas deprecates
def test_the_code_of_the_page_loads_the_figures(http_client: httpx.Client, base_url: str) -> None:
    samples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(samples) == 4
    names: dict[str, Any] = {}
    for sample in samples:
        assert "http://127.0.0.1:8000" in sample
        exec(sample.replace("http://127.0.0.1:8000", base_url), names)  # code of the repository
    preferred = list_records(http_client, "realizations", preferred="true")
    assert [flow.id for flow in names["flows"]] == ["REALIZATION", "STATEMENT", "TARGET"]
    since_2020 = list_records(
        http_client, "realizations", preferred="true", indicator="umkm-onboarded", period_from="2020-01-01"
    )
    assert {row["FIGURE"] for row in names["rows"]} == {figure["id"] for figure in since_2020}
    assert set(names["targets"]["FIGURE"]) < {figure["id"] for figure in list_records(http_client, "targets")}
    stocks = [figure for figure in preferred if figure["nature"] == "stock"]
    assert len(names["named"]) == len(names["stocks"]) == len(stocks)
    assert names["specific"].to_dict() == names["stocks"].to_dict()
    assert set(names["named"]["NATURE"]) == {"Kumulatif"}
    assert [dimension.id for dimension in names["structure"].dimensions][-1] == "TIME_PERIOD"
    assert len(names["statements"]) >= len(list_records(http_client, "targets"))
