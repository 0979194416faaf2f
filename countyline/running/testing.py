"""Every check and test, in both environments, with the totals last: what `make test` runs.

python -m countyline.running.testing
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from countyline.problem import Problem
from countyline.running.launch import train_when_needed
from countyline.running.processes import own_python, rasa_python
from countyline.settings import Settings

_IN_RASAS_ENVIRONMENT = "tests/understanding"
# What Rasa's frozen libraries will change one day concerns nobody.
_RASAS_WARNINGS = "filterwarnings=error\nignore::DeprecationWarning\nignore::FutureWarning"


@dataclass(frozen=True)
class Totals:
    """How many tests ended how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def totals_of(report: Path) -> Totals:
    """Read pytest's report; a report that is missing or broken counts as one failure."""
    try:
        suites = list(ElementTree.parse(report).iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Totals(failed=1)
    count = {
        name: sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }
    failed = count["failures"] + count["errors"]
    return Totals(count["tests"] - failed - count["skipped"], failed, count["skipped"])


def check(root: Path) -> bool:
    """Run everything; tell whether all of it passed and nothing was skipped."""
    own = str(own_python(root))
    started = time.monotonic()
    checks = {
        "ruff": _run(root, own, "-m", "ruff", "check", "."),
        "mypy": _run(root, own, "-m", "mypy"),
    }
    tests = {
        "Countyline's environment": _pytest(root, own, f"--ignore={_IN_RASAS_ENVIRONMENT}"),
        "Rasa's environment": _pytest(
            root, str(rasa_python(root)), "-o", _RASAS_WARNINGS, _IN_RASAS_ENVIRONMENT
        ),
    }
    together = sum(tests.values(), Totals())
    print()
    for name, passed in checks.items():
        print(f"{name}: {'passed' if passed else 'FAILED'}")
    for name, totals in tests.items():
        print(f"pytest in {name}: {totals}")
    if together.skipped:
        print("A skipped test counts as a failure.")
    good = all(checks.values()) and not together.failed and not together.skipped
    verdict = "Everything passed" if good else "NOT everything passed"
    print(f"{verdict} in {time.monotonic() - started:.0f} s: {together}", flush=True)
    return good


def _run(root: Path, *command: str) -> bool:
    print(f"\n{command[2]} in {Path(command[0]).parent.parent.name}", flush=True)
    return subprocess.run(command, cwd=root, check=False).returncode == 0


def _pytest(root: Path, python: str, *arguments: str) -> Totals:
    name = Path(python).parent.parent.name.strip(".")
    report = root / "var" / "test" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    passed = _run(root, python, "-m", "pytest", "-q", f"--junitxml={report}", *arguments)
    totals = totals_of(report)
    # A failure before the first test, such as a wrong option, leaves no failed test behind.
    return totals if passed or totals.failed else totals + Totals(failed=1)


def main() -> None:
    """Train if needed, then check."""
    settings = Settings.from_environment()
    try:
        train_when_needed(settings, os.environ)
    except Problem as problem:
        sys.exit(str(problem))
    sys.exit(0 if check(settings.root) else 1)


if __name__ == "__main__":
    main()
