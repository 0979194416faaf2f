"""The totals of `make test`: nothing skipped or missing passes as good."""

from pathlib import Path

from countyline.running.testing import (
    IN_RASAS_ENVIRONMENT,
    WITH_WHOLE_SYSTEMS,
    Totals,
    suite_alone,
    suite_without_a_model,
    suites_with_a_model,
    totals_of,
)
from countyline.settings import PROJECT_ROOT


def test_totals_are_read_from_pytest_s_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>',
        encoding="utf-8",
    )
    assert totals_of(report) == Totals(passed=4, failed=3, skipped=3)
    assert str(totals_of(report)) == "4 passed, 3 failed, 3 skipped"


def test_a_missing_or_broken_report_is_a_failure(tmp_path: Path) -> None:
    assert totals_of(tmp_path / "missing.xml") == Totals(failed=1)
    (tmp_path / "broken.xml").write_text("<", encoding="utf-8")
    assert totals_of(tmp_path / "broken.xml") == Totals(failed=1)


def test_every_test_is_in_one_suite() -> None:
    named = {IN_RASAS_ENVIRONMENT, *WITH_WHOLE_SYSTEMS}
    assert all((PROJECT_ROOT / folder).is_dir() for folder in named)
    systems, others, rasas = suites_with_a_model(PROJECT_ROOT)
    rest = suite_without_a_model(PROJECT_ROOT)
    # The rest is whatever is not named.
    assert set(rest.arguments) == {f"--ignore={folder}" for folder in named}
    folder, left_out = systems.arguments
    assert {folder, *others.arguments, rasas.arguments[-1]} == named
    (alone,) = suite_alone(PROJECT_ROOT).arguments
    assert left_out == f"--ignore={alone}"
    assert alone.startswith(WITH_WHOLE_SYSTEMS) and (PROJECT_ROOT / alone).is_file()
