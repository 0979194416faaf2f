"""Every check and test, in both environments, with the totals last: what `make test` runs.

python -m countyline.running.testing
"""

import os
import re
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from countyline.problem import Problem
from countyline.running.browser import make_sure_of_browser
from countyline.running.launch import tell, train_when_needed
from countyline.running.processes import own_python, rasa_python
from countyline.running.scratch import scratch
from countyline.settings import Settings

IN_RASAS_ENVIRONMENT = "tests/understanding"
WITH_WHOLE_SYSTEMS = (
    "tests/system", "tests/browser", "tests/docs", "tests/running", "tests/widget"
)  # fmt: skip
"""Folders whose tests start programs, or need the trained model: all others run beside these."""
ALONE = "tests/system/test_crashes.py"
"""It counts the answers that come in time while programs start again: nothing runs beside it."""
# What Rasa's frozen libraries will change one day concerns nobody.
_RASAS_WARNINGS = "filterwarnings=error\nignore::DeprecationWarning\nignore::FutureWarning"


@dataclass(frozen=True)
class Suite:
    """Tests that one pytest runs: by whose Python, and with what arguments."""

    name: str
    python: Path
    arguments: tuple[str, ...]


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


def suite_alone(root: Path) -> Suite:
    """Give the suite that has the machine for itself."""
    return Suite("crashes", own_python(root), (ALONE,))


def suite_without_a_model(root: Path) -> Suite:
    """Give the suite that needs no trained model: it runs beside the training and all others."""
    ignored = tuple(f"--ignore={one}" for one in (IN_RASAS_ENVIRONMENT, *WITH_WHOLE_SYSTEMS))
    return Suite("Countyline's environment", own_python(root), ignored)


def suites_with_a_model(root: Path) -> list[Suite]:
    """Give the suites that need the trained model, the longest first."""
    own, rasas = own_python(root), rasa_python(root)
    systems, *others = WITH_WHOLE_SYSTEMS
    return [
        Suite("whole systems", own, (systems, f"--ignore={ALONE}")),
        Suite("browsers and documents", own, tuple(others)),
        Suite("Rasa's environment", rasas, ("-o", _RASAS_WARNINGS, IN_RASAS_ENVIRONMENT)),
    ]


def check(root: Path, get_ready: Callable[[], None]) -> bool:
    """Run everything, on two processors; tell whether all of it passed and nothing was skipped.

    `get_ready` trains, and brings what the tests with whole systems need. Raises Problem.
    """
    started = time.monotonic()
    waiting, is_ready = deque(suites_with_a_model(root)), threading.Event()
    with ThreadPoolExecutor(1) as beside:
        first = beside.submit(_run_beside, root, waiting, is_ready)
        try:
            get_ready()
        except BaseException:
            waiting.clear()
            raise
        finally:
            is_ready.set()
        tests = _run_all(root, waiting)
        checks, others = first.result()
    tests |= others | _run_all(root, deque([suite_alone(root)]))
    together = sum(tests.values(), Totals())
    print()
    for name, passed in checks.items():
        print(f"{name}: {'passed' if passed else 'FAILED'}")
    for name, totals in tests.items():
        print(f"pytest, {name}: {totals}")
    if together.skipped:
        print("A skipped test counts as a failure.")
    good = all(checks.values()) and not together.failed and not together.skipped
    verdict = "Everything passed" if good else "NOT everything passed"
    print(f"{verdict} in {time.monotonic() - started:.0f} s: {together}", flush=True)
    return good


def _run_beside(
    root: Path, waiting: deque[Suite], is_ready: threading.Event
) -> tuple[dict[str, bool], dict[str, Totals]]:
    """Check the code and run what needs no model; then help with what needs it."""
    checks = _check_code(root, str(own_python(root)))
    tests = _run_all(root, deque([suite_without_a_model(root)]))
    is_ready.wait()
    return checks, tests | _run_all(root, waiting)


def _run_all(root: Path, waiting: deque[Suite]) -> dict[str, Totals]:
    """Run suites as long as there are any; others may take from them meanwhile."""
    totals: dict[str, Totals] = {}
    while True:
        try:
            suite = waiting.popleft()
        except IndexError:
            return totals
        totals[suite.name] = _pytest(root, suite)


def _check_code(root: Path, own: str) -> dict[str, bool]:
    return {
        "ruff": _run(root, own, "-m", "ruff", "check", "."),
        "mypy": _run(root, own, "-m", "mypy"),
    }


def _run(root: Path, *command: str) -> bool:
    """Run a check; what it says is printed as a whole, once it has ended."""
    ended = subprocess.run(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    where = Path(command[0]).parent.parent.name
    print(f"\n{command[2]} in {where}:\n{ended.stdout.strip()}", flush=True)
    return ended.returncode == 0


def _pytest(root: Path, suite: Suite) -> Totals:
    """Run a suite; what it says is printed as a whole, once it has ended."""
    file = root / "var" / "test" / re.sub(r"\W+", "-", suite.name)
    report, said = file.with_suffix(".xml"), file.with_suffix(".txt")
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    started = time.monotonic()
    print(f"\npytest, {suite.name}: it writes to {said}", flush=True)
    command = [str(suite.python), "-m", "pytest", "-q", f"--junitxml={report}", *suite.arguments]
    with said.open("wb") as output, scratch() as variables:
        ended = subprocess.run(
            command,
            cwd=root,
            env={**os.environ, **variables},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    print(f"\npytest, {suite.name}, after {time.monotonic() - started:.0f} s:")
    print(said.read_text(encoding="utf-8", errors="replace"), flush=True)
    totals = totals_of(report)
    # A failure before the first test, such as a wrong option, leaves no failed test behind.
    return totals if ended.returncode == 0 or totals.failed else totals + Totals(failed=1)


def main() -> None:
    """Check, and train beside it if needed."""
    settings = Settings.from_environment()
    # Hundreds of short processes would compile the same modules again and again.
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""

    def get_ready() -> None:
        make_sure_of_browser(tell)
        train_when_needed(settings, os.environ)

    try:
        good = check(settings.root, get_ready)
    except Problem as problem:
        sys.exit(str(problem))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
