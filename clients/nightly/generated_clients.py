"""The generated clients: what each needs on the machine, how it is generated and built, and how its program runs.

Each has a folder with the options of its generator and the program. Add a client to GENERATED_CLIENTS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clients.nightly.generators import run_openapi_generator, run_step

Generate = Callable[[Path, Mapping[str, str]], None]


@dataclass(frozen=True)
class Need:
    """A program, or one of several files, that a client needs; and the Debian packages that have it."""

    name: str
    packages: tuple[str, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class GeneratedClient:
    """A client in one language by one generator. Without `run` it is only generated; `only_generated` says why."""

    name: str
    generate: Generate
    build: tuple[tuple[str, ...], ...] = ()
    run: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    uses_npm: bool = False
    only_generated: str = ""


GO = Need("go", ("golang-go",))
JAVAC = Need("javac", ("default-jdk-headless",))
JAKARTA = Need(
    "jakarta.annotation-api",
    ("libjakarta-annotation-api-java",),
    ("/usr/share/java/jakarta-annotation-api.jar",),
)
PHP = Need("php", ("php-cli", "php-curl", "php-mbstring"))
GUZZLE = Need("guzzlehttp/guzzle", ("php-guzzlehttp-guzzle",), ("/usr/share/php/GuzzleHttp/autoload.php",))
RUBY = Need("ruby", ("ruby", "ruby-marcel"))
FARADAY = Need(
    "faraday",
    ("ruby-faraday",),
    ("/usr/share/rubygems-integration/all/specifications/faraday-1.1.0.gemspec", "/usr/share/rubygems-integration/all"),
)
# Jackson is in the generator itself; Maven or Gradle would fetch it.
CLASS_PATH = f"classes:generator.jar:{JAKARTA.files[0]}"


# `skipLibCheck` is for packages of npm; the generated code is checked.
TSC_OPTIONS = (
    *("--strict", "--noEmit", "--skipLibCheck", "--types", "node"),
    *("--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"),
)
JAVAC_OPTIONS = f"-proc:none -nowarn -d classes -cp {CLASS_PATH}"


def run_npm_generator(*command: str) -> Generate:
    """Return a function that runs a generator of package.json on the 3.1 form."""

    def generate(directory: Path, environment: Mapping[str, str]) -> None:
        run_step(command, directory, environment)

    return generate


def _generate_with_jar(directory: Path, environment: Mapping[str, str]) -> None:
    run_openapi_generator(directory, environment)
    (jar,) = Path(environment["NIGHTLY"]).glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar")
    (directory / "generator.jar").symlink_to(jar)


def _typescript(name: str, generate: Generate) -> GeneratedClient:
    bundle = ("esbuild", "main.ts", "--bundle", "--platform=node", "--format=esm", "--outfile=main.mjs")
    build = (("tsc", *TSC_OPTIONS, "main.ts"), (*bundle, "--log-level=warning"))
    return GeneratedClient(name, generate, build, run=("node", "main.mjs"), uses_npm=True)


GENERATED_CLIENTS = (
    GeneratedClient("go", run_openapi_generator, (("go", "vet", "./..."), ("go", "build", "-o", "program", ".")),
                    ("./program",), (GO,)),
    GeneratedClient("java", _generate_with_jar,
                    (("sh", "-c", f"javac {JAVAC_OPTIONS} Main.java $(find capaian/src/main -name '*.java')"),),
                    ("java", "-cp", CLASS_PATH, "Main"), (JAVAC, JAKARTA)),
    GeneratedClient("php", run_openapi_generator,
                    (("sh", "-c", "find capaian/lib -name '*.php' -print0 | xargs -0 -n 1 php -l"),),
                    ("php", "-d", "error_reporting=E_ALL", "main.php"), (PHP, GUZZLE)),
    GeneratedClient("ruby", run_openapi_generator, (("ruby", "-I", "capaian/lib", "-c", "main.rb"),),
                    ("ruby", "-I", "capaian/lib", "main.rb"), (RUBY, FARADAY)),
    GeneratedClient("python", run_openapi_generator, (("python", "-m", "compileall", "-q", "capaian"),),
                    ("sh", "-c", "PYTHONPATH=capaian python -W error main.py")),
    _typescript("typescript-fetch", run_openapi_generator),
    _typescript("openapi-typescript", run_npm_generator("sh", "options.sh")),
    _typescript("hey-api", run_npm_generator("openapi-ts", "--file", "options.ts")),
    _typescript("orval", run_npm_generator("orval", "--config", "options.ts")),
    GeneratedClient("csharp", run_openapi_generator,
                    only_generated="the .NET SDK and NuGet are in no registry that this project uses"),
)  # fmt: skip
