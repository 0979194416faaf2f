"""How far a command is, where there is no terminal to draw on."""

from __future__ import annotations

import pytest

from countyline.intake.progress import bar


def test_a_plain_line_comes_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("Reading calls.csv") as shown:
        for done in (10, 999, 1000, 1400, 2600, 2700):
            shown.at(done, None)
        shown.at(3100, 5000)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Reading calls.csv: 1000",
        "Reading calls.csv: 2600",
        "Reading calls.csv: 3100 of 5000",
    ]
