"""What goes with each revision: the headline answer, the same whether a drill or live."""

import json
from pathlib import Path
from typing import Any

import pytest

from countyline.running.publishing import publish_everywhere, publisher_of
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


def test_the_page_is_written_as_files_at_every_publication(tmp_path: Path) -> None:
    status = tmp_path / "status.yml"
    text = EXAMPLE.read_text(encoding="utf-8")
    status.write_text(text, encoding="utf-8")
    environment = {"COUNTYLINE_STATUS": str(status), "COUNTYLINE_VAR": str(tmp_path / "var")}
    refresh = publish_everywhere(Settings.from_environment(environment))
    refresh()
    site = tmp_path / "var" / "site"
    first = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    names = {str(path.relative_to(site)) for path in first}
    assert names >= {"index.html", "es/index.html", "status.json"}
    assert json.loads(first[site / "status.json"])["revision"] == 1

    status.write_text(text.replace("costs $2.00", "costs $3.50"), encoding="utf-8")
    publication = refresh()
    assert publication.revision == 2, publication.error
    assert json.loads((site / "status.json").read_bytes())["revision"] == 2
    assert "$3.50" in (site / "index.html").read_text(encoding="utf-8")

    status.write_text("offices: [broken", encoding="utf-8")
    assert refresh().error
    assert "$3.50" in (site / "index.html").read_text(encoding="utf-8")
