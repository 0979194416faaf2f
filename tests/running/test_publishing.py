"""What goes with each revision: the headline answer, the same whether a drill or live."""

import json
from pathlib import Path
from typing import Any

import pytest

from countyline.running.publishing import publisher_of
from countyline.settings import PROJECT_ROOT, Settings

EXAMPLE = PROJECT_ROOT / "examples" / "jackson-county-2024" / "2024-04-03.yml"


@pytest.mark.parametrize("now", [{}, {"COUNTYLINE_NOW": "2024-04-03T09:00:00-05:00"}])
def test_a_drill_leaves_no_mark_in_what_is_published(tmp_path: Path, now: dict[str, str]) -> None:
    status = tmp_path / "status.yml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("mode: exercise", "mode: actual")
    status.write_text(text, encoding="utf-8")
    environment = {"COUNTYLINE_STATUS": str(status), "COUNTYLINE_VAR": str(tmp_path / "var"), **now}
    publisher_of(Settings.from_environment(environment)).refresh()
    published = tmp_path / "var" / "publication" / "revisions" / "000001" / "fallback.json"
    fallback: dict[str, Any] = json.loads(published.read_text(encoding="utf-8"))
    assert fallback["marks"]["en"]["replay"] == "Replay of a past event, not live"
    assert fallback["marks"]["es"]["exercise"] == "Simulacro, no en vivo"
    for language in ("en", "es"):
        for state in ("fresh", "stale"):
            assert "not live" not in fallback[language][state]["text"]
            assert "no en vivo" not in fallback[language][state]["text"]
