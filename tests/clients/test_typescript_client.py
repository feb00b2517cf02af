"""The TypeScript client, generated from the current openapi.yaml, against a running service."""

import json
import shutil
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, code_blocks
from tests.support import clients

PROGRAMS = Path(__file__).parent / "typescript"
NAMES = sorted(path.stem for path in PROGRAMS.glob("*.ts") if path.stem != "environment")
pytestmark = pytest.mark.skipif(not clients.HAS_TOOLS, reason=clients.NEEDS_TOOLS)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs and the code of the README, compiled strictly against the packed package."""
    directory = clients.typescript_package(tmp_path_factory.mktemp("typescript-client"))
    programs = directory / "programs"
    shutil.copytree(PROGRAMS, programs)
    (programs / "package.json").write_text(json.dumps({"type": "module"}))
    code = code_blocks(ROOT / "clients" / "typescript" / "README.md", "typescript")
    assert len(code) == 4
    (programs / "readme.ts").write_text("\n".join(code))
    clients.with_node(programs, "tsc")
    return programs / "out"


@pytest.mark.parametrize("name", NAMES)
def test_each_program_succeeds(name: str, compiled: Path, client_environment: dict[str, str]) -> None:
    clients.with_node(compiled, "node", "--trace-uncaught", f"{name}.js", **client_environment)


def test_the_code_of_the_readme_runs(compiled: Path, client_environment: dict[str, str]) -> None:
    readme = compiled / "readme.js"
    readme.write_text(readme.read_text().replace("http://127.0.0.1:8000", client_environment["CAPAIAN_URL"]))
    clients.with_node(compiled, "node", readme.name, **client_environment)


PROGRAM = """
import { capaian, follow, iterate, unwrap } from "capaian-client";
import { positionFile } from "capaian-client/node";

const client = capaian(process.env.CAPAIAN_URL ?? "");
const { data: page } = await unwrap(client.GET("/v1/targets"));
const values: (number | null)[] = page.data.map((target) => target.value);
// @ts-expect-error: without the types of the package, every path would be accepted
void client.GET("/v1/nothing");
console.log(values.length, typeof follow, typeof iterate, typeof positionFile);
"""


def test_the_package_installs_from_its_folder_and_from_the_packed_file(
    client_environment: dict[str, str], tmp_path: Path
) -> None:
    folder = clients.typescript_folder(tmp_path / "built")
    packed = clients.with_node(folder, "npm", "pack", "--silent", "--pack-destination", str(tmp_path)).split()[-1]
    for name, source in (("linked", folder), ("unpacked", tmp_path / packed)):
        project = tmp_path / name
        project.mkdir()
        (project / "package.json").write_text('{"type": "module"}')
        # Without a registry: the client contains its dependency.
        clients.with_node(project, "npm", "install", "--offline", "--no-audit", "--no-fund", str(source))
        (project / "program.ts").write_text(PROGRAM)
        # `declare` instead of @types/node, which an empty project does not have.
        (project / "process.d.ts").write_text("declare const process: { env: Record<string, string | undefined> };")
        options = (
            "--strict",
            "--target",
            "ES2022",
            "--module",
            "ESNext",
            "--moduleResolution",
            "bundler",
            "--skipLibCheck",
        )
        clients.with_node(project, "tsc", *options, "program.ts", "process.d.ts")
        printed = clients.with_node(project, "node", "program.js", CAPAIAN_URL=client_environment["CAPAIAN_URL"])
        assert printed.split()[1:] == ["function"] * 3
