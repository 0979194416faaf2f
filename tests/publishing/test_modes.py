"""An exercise and a test are marked wherever the published text stands by itself."""

from __future__ import annotations

import pytest

from countyline.answers.fallback import render_fallback
from countyline.answers.wording_files import load_wording
from countyline.page.static_site import CALLS_WHEN_DOWN, TEXTS_WHEN_DOWN, static_site
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load
from tests.status.documents import FIRST

MARKS = {
    "index.html": "Exercise, not live",
    "es/index.html": "Simulacro",
    TEXTS_WHEN_DOWN: "EXERCISE",
    CALLS_WHEN_DOWN: "xercise",
}


@pytest.mark.parametrize("mode", ["actual", "exercise", "test"])
@pytest.mark.parametrize("name", MARKS)
def test_files_are_marked_unless_they_are_real(mode: str, name: str) -> None:
    document = load(FIRST.replace("mode: exercise", f"mode: {mode}"))
    assert document.mode == mode
    wording = load_wording(PROJECT_ROOT / "data")
    files = static_site(
        document, wording, document.sent, revision=1, mark=None, desk_url="https://example.gov"
    )
    assert (MARKS[name] in files[name].decode()) == (mode != "actual")
    assert render_fallback(document, wording)
