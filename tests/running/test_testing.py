"""The totals of `make test`: nothing skipped or missing passes as good."""

from pathlib import Path

from countyline.running.testing import Totals, totals_of


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
