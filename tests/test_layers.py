"""Imports point one way, as the design says, and each environment finds only what it has."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from countyline.settings import PROJECT_ROOT

# What everybody may use: it uses the standard library alone.
COMMON = {
    "topics", "settings", "redaction", "problem", "clock", "replay", "revision", "card", "headline",
    "segments", "cutting", "speech", "spoken_parts", "text_messages", "callback",
}  # fmt: skip

# What each part may import from the others of ours.
ALLOWED = {
    "status": {"topics", "problem", "segments"},
    "words_file": set(),
    "answers": {"status", "words_file", *COMMON},
    "understanding": COMMON,
    "database": COMMON,
    "cases": {"database", "status", *COMMON},
    "notices": {"cases", "database", "status", *COMMON},
    "intake": {"cases", "database", "desk", "status", *COMMON},
    "page": {"answers", "status", "words_file", *COMMON},
    "publishing": {"cases", "database", "status", *COMMON},
    # The one publisher is put together in one place, for the action and for the launcher.
    "actions": {"answers", "cases", "status", "running.publishing", *COMMON},
    "desk": {"cases", "database", "status", *COMMON},
    "texting": {"desk", "cases", "database", "status", "words_file", *COMMON},
    "calling": {"texting", "desk", "cases", "database", "status", "words_file", *COMMON},
    "ledger": {"desk", "cases", "database", "status", *COMMON},
    "following": {
        "ledger", "calling", "texting", "desk", "cases", "database", "status", "words_file",
        *COMMON,
    },
    "records": {
        "ledger", "intake", "calling", "texting", "desk", "cases", "database", "status", *COMMON,
    },
    "asked": {"intake", "calling", "ledger", "desk", "cases", "database", "status", *COMMON},
    "channels": {"desk", "calling", "texting", "intake", "cases", "page", "status", *COMMON},
    "console": {
        "asked", "desk", "following", "texting", "intake", "ledger", "notices", "publishing",
        "records", "cases", "database", "status", "words_file", *COMMON,
    },
}
# An area's commands stand at the top, as `running` and `cli` do: they wire parts together.
TOP = {"running", "cli"}

PURE = {"status", "answers", "page"}
SERVERS = {"rasa", "rasa_sdk", "sanic", "sqlalchemy", "httpx", "requests"}


def part_of(path: Path) -> str:
    folders = path.relative_to(PROJECT_ROOT).with_suffix("").parts
    return folders[0] if folders[0] == "actions" else folders[1] if len(folders) > 1 else ""


def sources() -> list[Path]:
    found = [*PROJECT_ROOT.glob("countyline/**/*.py"), *PROJECT_ROOT.glob("actions/**/*.py")]
    return sorted(path for path in found if part_of(path) != "__init__")


def imports(path: Path) -> Iterator[str]:
    """Give every module that a file names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            if module == "countyline":
                yield from (f"countyline.{name.name}" for name in node.names)
            else:
                yield module


def parts_used(path: Path) -> set[str]:
    used = set()
    for module in imports(path):
        first, _, rest = module.partition(".")
        if first == "actions":
            used.add("actions")
        elif first == "countyline" and rest:
            used.add("running.publishing" if rest == "running.publishing" else rest.split(".")[0])
    return used


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PROJECT_ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    if part in TOP or path.name == "commands.py":
        return
    allowed = COMMON if part in COMMON else ALLOWED[part] | {part}
    assert parts_used(path) <= allowed


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PROJECT_ROOT)))
def test_pure_parts_know_no_server_and_no_database(path: Path) -> None:
    if part_of(path) in PURE and path.name != "commands.py":
        assert not {module.partition(".")[0] for module in imports(path)} & SERVERS


def in_rasas_environment() -> list[Path]:
    common = [PROJECT_ROOT / "countyline" / f"{name}.py" for name in sorted(COMMON)]
    running = PROJECT_ROOT / "countyline" / "running"
    ours = [running / f"{name}.py" for name in ("attended", "grouping_by_meaning")]
    understanding = sorted(PROJECT_ROOT.glob("countyline/understanding/**/*.py"))
    return [*common, *ours, *understanding]


@pytest.mark.parametrize(
    "path", in_rasas_environment(), ids=lambda path: str(path.relative_to(PROJECT_ROOT))
)
def test_rasas_environment_can_read_it(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 10))
    newer = {"tomllib", "StrEnum", "UTC", "Self", "assert_never", "override"}
    names = {
        name.name
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.ImportFrom) and node.module in {"typing", "datetime", "enum"})
        or isinstance(node, ast.Import)
        for name in node.names
    }
    assert not names & newer


@pytest.mark.parametrize("name", sorted(COMMON))
def test_common_modules_use_the_standard_library_alone(name: str) -> None:
    path = PROJECT_ROOT / "countyline" / f"{name}.py"
    foreign = {module.partition(".")[0] for module in imports(path)} - {"countyline"}
    assert foreign <= sys.stdlib_module_names


@pytest.mark.parametrize("name", ["bootstrap", "environments", "pythons"])
def test_the_set_up_runs_on_old_pythons_without_packages(name: str) -> None:
    path = PROJECT_ROOT / "countyline" / "running" / f"{name}.py"
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    foreign = {module.partition(".")[0] for module in imports(path)} - {"countyline"}
    assert foreign <= sys.stdlib_module_names
