"""A status document that an attacker had a hand in, as far as the model lets it through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from countyline.settings import DEFAULT_STATUS, PROJECT_ROOT
from countyline.status.loading import load
from countyline.status.publication import canonical

# What runs where a text is taken for markup: as an element, out of an attribute, out of a script.
MARKUP = (
    '<img src=x onerror=alert("{0}")>',
    "\"'><svg onload=alert('{0}')>",
    "</script><script>alert('{0}')</script>",
    "</textarea></style></title><iframe srcdoc=\"<script>parent.alert('{0}')</script>\"></iframe>",
    "<a href=\"javascript:alert('{0}')\">{0}</a>",
    "{{{{ 7 * 191 }}}} {{% raw %}} ${{7 * 191}}",
)
URL = 'https://example.gov/"onmouseover="alert(1)"><script>alert(\'url\')</script>'
SCRIPT_URL = "javascript:alert('website')"


def markup(field: str, kind: int = 0) -> str:
    """Give markup that would tell of the field in which it ran."""
    return MARKUP[kind % len(MARKUP)].format(field)


def write_hostile_document(folder: Path) -> Path:
    """Write the example as an ordinary day's document, with markup in every text of it."""
    example = PROJECT_ROOT / DEFAULT_STATUS
    document = json.loads(canonical(load(example.read_bytes(), name=example.name)))
    # Without a mark, so that pages carry their data for search engines too.
    document["mode"] = "actual"
    _spoil(document, ())
    for source in document["sources"].values():
        source["url"] = URL
    for authority in document["authorities"].values():
        authority["website"] = SCRIPT_URL
    written = folder / "hostile.yml"
    # What is JSON is YAML, too.
    written.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return written


def _spoil(part: Any, path: tuple[str, ...]) -> None:
    if not isinstance(part, dict):
        return
    for language in ("en", "es"):
        if isinstance(said := part.get(language), str):
            attack = markup(".".join((*path, language)), len(str(part["en"])))
            # A short form has no room for more than the attack.
            part[language] = attack if path[-1].startswith("short") else f"{said} {attack}"
    for key, value in part.items():
        _spoil(value, (*path, key))
