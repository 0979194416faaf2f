"""Calls without servers: what was understood is put to the answering engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.calls.corpus import Noisy
from benchmarks.calls.offline import OfflineLine
from benchmarks.calls.playing import play
from benchmarks.understanding.answering import Desk
from benchmarks.understanding.reading_lines import published
from countyline.calling.model import Alternative
from tests.benchmarks.test_judging import line as labels

OPEN = {
    "topic": "status",
    "aspect": "open",
    "confidence": 0.95,
    "confident": True,
    "subjects": [{"id": "recorder_of_deeds"}],
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder: Path = tmp_path_factory.mktemp("offline")
    return Desk(published(folder))


def understood(belief: str, **more: Any) -> Mapping[str, Any]:
    question = {**OPEN, "confident": belief == "sure"}
    return {
        "language": "en", "text": "is the recorder open", "recognition": belief,
        "questions": [question], "readings": [] if belief == "sure" else [[OPEN]], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("read", "confidence", "topic", "got"),
    [
        (understood("sure"), 0.9, "status", "answered"),
        (understood("unsure"), 0.5, "status", "confirmed"),
        (understood("unsure"), 0.5, "recording", "asked"),
        (understood("unclear"), 0.5, "status", "asked"),
        (understood("sure"), 0.2, "status", "asked"),  # the call itself refuses it
        (None, None, "status", "asked"),
    ],
)
def test_what_was_understood_decides(
    desk: Desk, read: Mapping[str, Any] | None, confidence: float | None, topic: str, got: str
) -> None:
    asked = labels("answer", topic, ok_subjects=("recorder_of_deeds",), language="en")
    heard = (Alternative("is the recorder open", confidence),) if read else ()
    noisy = Noisy(asked, "whisper-base", heard, 0.3)
    assert play(noisy, asked, OfflineLine(desk, read), desk.offices).got == got
