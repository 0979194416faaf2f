"""Many texts, repeats, a failing Twilio and a killed desk, as a real process lives through them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.texting.loading import Load, run


def test_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    load = Load(count=60, rate=30.0, repeated=0.2, patience=150.0)
    found = run(load, tmp_path)
    assert found.kept == load.count
    assert (found.lost, found.doubled, found.disordered) == (0, 0, 0)
    assert len(found.acknowledged) > load.count
    assert found.doubts
    log = (tmp_path / "desk.log").read_text(encoding="utf-8")
    assert "question 7 " not in log
    assert "+1816" not in log
    assert "12345678901234567890123456789012" not in log
