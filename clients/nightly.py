"""Clients in Java, Go and C#, generated; a warning that is not explained here fails it.

`python clients/nightly.py DIRECTORY`. They are made of the 3.0 form of openapi.yaml: the generator calls 3.1 beta.
"""

import re
import subprocess
import sys
from pathlib import Path

from api.contract.committed import as_json_3_0, parsed

MAPPED = ("--model-name-mappings", "Import=ImportRun")  # `import` is a word of the languages themselves
LANGUAGES = {"java": MAPPED, "go": (), "csharp": ()}
# Java says once of all bodies that are objects that it shows no examples of them.
EXAMPLES = "AbstractJavaCodegen - Ignoring complex example on request body"
# Said of the names of properties too, which become no models; only of a model is it of interest.
RENAMED = re.compile(r" - (\w+) \(reserved word\) cannot be used as model name")


def main(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    contract = directory / "openapi-3.0.json"
    contract.write_bytes(as_json_3_0())
    for language, options in LANGUAGES.items():
        generate(contract, language, directory / language, options)


def generate(contract: Path, language: str, into: Path, options: tuple[str, ...]) -> None:
    command = Path(sys.executable).parent / "openapi-generator-cli"
    done = subprocess.run(
        (command, "generate", "-g", language, "-i", contract, "-o", into, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    warnings = [line for line in done.stdout.splitlines() if re.search(" (WARN|ERROR) ", line) and not explained(line)]
    # The command of PyPI hides the exit code of the generator; what it writes last does not lie.
    if warnings or not (into / ".openapi-generator" / "FILES").exists():
        sys.exit(f"{language}:\n" + "\n".join(warnings or done.stdout.splitlines()[-20:]))
    sys.stdout.write(f"{language}: {len((into / '.openapi-generator' / 'FILES').read_text().splitlines())} files\n")


def explained(line: str) -> bool:
    renamed = RENAMED.search(line)
    return EXAMPLES in line or (renamed is not None and renamed[1] not in parsed()["components"]["schemas"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
