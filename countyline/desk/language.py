"""Which language a resident is written to in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from countyline.desk.model import Hint


def language_for(
    context: Mapping[str, Any] | None, of_case: str | None, chosen: str | None
) -> Hint:
    """Tell the language: that of the last answer, else of the case, else what was chosen."""
    for known in ((context or {}).get("language"), of_case, chosen):
        if known == "en":
            return "en"
        if known == "es":
            return "es"
    return "en"
