"""Makes capaian_client/v1 of openapi.yaml: `python generate.py [DIRECTORY]`. A warning fails it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CONTRACT = HERE.parents[1] / "openapi.yaml"
NOT_OURS = ("client.py", "errors.py")  # the generator's own client; capaian_client/client.py is used instead


def generate(into: Path) -> None:
    shutil.rmtree(into, ignore_errors=True)
    scripts = Path(sys.executable).parent
    subprocess.run(
        (scripts / "openapi-python-client", "generate", "--path", CONTRACT, "--meta", "none", "--fail-on-warning",
         "--config", HERE / "generate.yaml", "--custom-template-path", HERE / "templates", "--output-path", into),
        env={**os.environ, "PATH": os.pathsep.join((str(scripts), os.environ["PATH"]))},  # it calls ruff by its name
        check=True,
    )  # fmt: skip
    for name in NOT_OURS:
        (into / name).unlink()


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "capaian_client" / "v1")
