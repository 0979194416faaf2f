"""The language of a page, from what a browser says that its user reads."""

from __future__ import annotations

from countyline.status.model import Language


def preferred_language(accept_language: str | None) -> Language:
    """Choose English or Spanish by an `Accept-Language` header; English when it names neither."""
    best: tuple[float, Language] = (0.0, "en")
    for part in (accept_language or "").split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        primary = tag.partition("-")[0].lower()
        weight = _weight(parameters)
        if primary == "es" and weight > best[0]:
            best = (weight, "es")
        elif primary == "en" and weight > best[0]:
            best = (weight, "en")
    return best[1]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
