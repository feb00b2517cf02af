"""Each alert fires when it should and has a runbook. Alerts and dashboard use metrics that the service exports."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from api.admin.metrics import database_state
from api.metrics import database, requests  # noqa: F401  # they add their metrics to the registry
from api.metrics.registry import REGISTRY

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULE_FILES = sorted(PROMETHEUS.glob("*.rules.yaml"))
RULES = {
    rule["alert"]: rule
    for file in RULE_FILES
    for group in yaml.safe_load(file.read_text())["groups"]
    for rule in group["rules"]
}
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "capaian.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
RUNBOOKS = (ROOT / "docs" / "operations" / "alerts.md").read_text()

OF_OTHER_EXPORTERS = {
    "up",
    "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes",
    "node_systemd_unit_state",
    "probe_success",
    "probe_ssl_earliest_cert_expiry",
    "kube_job_status_failed",
}
# Names that are followed by a bracket, a brace, an operator or the end; without functions and labels.
METRIC = re.compile(r"\b((?:capaian|node|probe|kube|process)_\w+|up)\b(?!\s*=|\s*\()")


class Case(NamedTuple):
    """Series for which an alert fires or stays quiet, as promtool writes them: one value per minute."""

    minutes: int
    firing: dict[str, str]
    quiet: dict[str, str]


def constant(series: str, firing: str, quiet: str, minutes: int = 30) -> Case:
    """Return a case of one series with a constant value."""
    return Case(minutes, {series: f"{firing}x90"}, {series: f"{quiet}x90"})


REQUESTS = 'capaian_http_requests_total{status="%s",route="/v1/targets",method="GET"}'
DURATION = 'capaian_http_request_duration_seconds_bucket{le="%s",method="GET",route="%s"}'
SLOTS = ('capaian_slots_used{kind="exports"}', 'capaian_slots_max{kind="exports"}')
CACHE = 'capaian_cache_requests_total{result="%s"}'
DISK = 'node_filesystem_%s_bytes{mountpoint="/",fstype="ext4"}'
CASES = {
    "CapaianDown": constant('up{job="capaian"}', "0", "1"),
    "CapaianDatabaseDown": constant("capaian_database_up", "0", "1"),
    "CapaianInternalErrors": Case(
        12, {REQUESTS % 500: "_x10 1x20"}, {REQUESTS % 500: "1x60", REQUESTS % 501: "0+1x60", REQUESTS % 503: "0+1x60"}
    ),
    "CapaianUnavailable": Case(
        20,
        {REQUESTS % 503: "0+2x60", REQUESTS % 200: "0+98x60"},
        {REQUESTS % 503: "0+1x60", REQUESTS % 200: "0+199x60"},
    ),
    "CapaianSlow": Case(
        30,
        {DURATION % (bound, "/v1/targets"): f"0+{count}x60" for bound, count in ((1, 90), (2.5, 100), ("+Inf", 100))},
        {DURATION % (bound, "/v1/changes"): f"0+{count}x60" for bound, count in ((1, 90), (2.5, 100), ("+Inf", 100))},
    ),
    "CapaianConnectionsWaiting": Case(
        10,
        {'capaian_database_connections_waiting{pool="service"}': "1x20"},
        {'capaian_database_connections_waiting{pool="service"}': "1x8 0 1x20"},
    ),
    "CapaianConnectionsUnavailable": constant("capaian_database_acquire_failures_total", "0+1", "7"),
    "CapaianSlotsFull": Case(30, {SLOTS[0]: "4x60", SLOTS[1]: "4x60"}, {SLOTS[0]: "4x20 3 4x60", SLOTS[1]: "4x90"}),
    "CapaianCacheBypassed": Case(
        40, {CACHE % "bypass": "0+9x60", CACHE % "hit": "0+1x60"}, {CACHE % "bypass": "0+1x60", CACHE % "hit": "0+9x60"}
    ),
    "CapaianSealLag": constant("capaian_seal_lag_seconds", "301", "299"),
    "CapaianFeedLag": constant("capaian_feed_lag_seconds", "301", "299"),
    "CapaianRejectionsLost": Case(
        22,
        {'capaian_audited_rejections_total{result="lost"}': "_x20 3x20"},
        {'capaian_audited_rejections_total{result="folded"}': "0+5x60"},
    ),
    "CapaianImportsQueued": constant('capaian_imports{status="queued"}', "2", "0", minutes=40),
    "CapaianReplicationLag": constant("capaian_replication_lag_seconds", "31", "29"),
    "CapaianStandbyMissing": Case(
        30, {"capaian_replication_standbys": "2x10 1x50"}, {"capaian_replication_standbys": "0x60"}
    ),
    "CapaianVersionsDiffer": Case(
        90,
        {
            'capaian_build_info{version="1",instance="a"}': "1x90",
            'capaian_build_info{version="2",instance="b"}': "1x90",
        },
        {
            'capaian_build_info{version="1",instance="a"}': "1x90",
            'capaian_build_info{version="1",instance="b"}': "1x90",
        },
    ),
    "CapaianDiskNearlyFull": Case(
        30, {DISK % "avail": "9x60", DISK % "size": "100x60"}, {DISK % "avail": "11x60", DISK % "size": "100x60"}
    ),
    "CapaianNotReady": constant('probe_success{job="capaian-ready"}', "0", "1"),
    "CapaianCertificateExpires": constant("probe_ssl_earliest_cert_expiry", "1000000", "2000000", minutes=90),
    "CapaianAuditNotIntact": constant(
        'kube_job_status_failed{namespace="capaian",job_name="capaian-audit-29"}', "1", "0"
    ),
}


def exported_metrics() -> set[str]:
    """Return the names of the samples that a scrape of the service can contain."""
    names = {f"capaian_{name}" for name in database_state.GAUGES}
    names |= {"capaian_database_up", "capaian_imports", "capaian_build_info"}
    for metric in REGISTRY.collect():
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(metric.type, ("",))
        names |= {metric.name + suffix for suffix in suffixes}
    return names


def metrics_in(query: str) -> set[str]:
    return set(METRIC.findall(re.sub(r'"[^"]*"', '""', query)))


def build_test(alert: str, case: Case, *, is_firing: bool) -> dict[str, Any]:
    """Return a test of promtool that counts the firing alerts after the minutes of the case."""
    series = case.firing if is_firing else case.quiet
    expression = f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})'
    return {
        "name": f"{alert}, {'firing' if is_firing else 'quiet'}",
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": expression,
                "eval_time": f"{case.minutes}m",
                "exp_samples": [{"labels": "{}", "value": 1}] if is_firing else [],
            }
        ],
    }


def run_promtool(*arguments: str | Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed; Debian has it in the package prometheus")
    done = subprocess.run([promtool, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_fires_and_stays_quiet(tmp_path: Path) -> None:
    assert CASES.keys() == RULES.keys()
    tests = [build_test(alert, case, is_firing=firing) for alert, case in CASES.items() for firing in (True, False)]
    file = tmp_path / "tests.yaml"
    file.write_text(
        yaml.safe_dump({"rule_files": [str(file) for file in RULE_FILES], "evaluation_interval": "1m", "tests": tests})
    )
    run_promtool("test", "rules", file)


def test_prometheus_accepts_the_configuration_with_all_rules() -> None:
    configuration = PROMETHEUS / "prometheus.yml"
    assert set(yaml.safe_load(configuration.read_text())["rule_files"]) == {file.name for file in RULE_FILES}
    run_promtool("check", "config", configuration)


def test_alerts_and_dashboard_use_only_metrics_that_are_exported() -> None:
    used = set().union(*map(metrics_in, [*QUERIES, *(rule["expr"] for rule in RULES.values())]))
    assert used - OF_OTHER_EXPORTERS <= exported_metrics()
    assert used >= OF_OTHER_EXPORTERS
    own = yaml.safe_load((PROMETHEUS / "capaian.rules.yaml").read_text())["groups"][0]["rules"]
    assert set().union(*(metrics_in(rule["expr"]) for rule in own)) & OF_OTHER_EXPORTERS == {"up"}


def test_the_dashboard_shows_every_metric_of_the_service() -> None:
    shown = set().union(*map(metrics_in, QUERIES))
    for name in exported_metrics():
        histogram = re.sub(r"_(bucket|count|sum)$", "", name)
        assert any(metric.startswith(histogram) for metric in shown) or not name.startswith("capaian_"), name


def test_every_alert_has_a_severity_and_a_runbook() -> None:
    assert re.findall(r"^## (\w+)$", RUNBOOKS, re.MULTILINE) != []
    assert set(re.findall(r"^## (\w+)$", RUNBOOKS, re.MULTILINE)) == RULES.keys()
    for name, rule in RULES.items():
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["runbook"] == f"docs/operations/alerts.md#{name.lower()}"
        assert rule["annotations"]["summary"]


def test_every_panel_of_the_dashboard_is_in_the_grid_and_names_existing_alerts() -> None:
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    corners = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]}
    assert len(corners) == len(DASHBOARD["panels"])
    for panel in PANELS:
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        assert set(re.findall(r"Capaian[A-Z]\w+", panel["description"])) <= RULES.keys()


def test_the_page_on_the_dashboard_explains_every_row() -> None:
    page = (ROOT / "docs" / "operations" / "dashboard.md").read_text()
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert re.findall(r"^\| ([A-Z][\w, ]+) \| (?!---)", page, re.MULTILINE) == rows
