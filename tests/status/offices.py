"""Small status documents with one office, made from plain values."""

from __future__ import annotations

from typing import Any

from countyline.status.model import StatusDocument

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def hours(*, in_force: bool = True, days: list[str] | None = None) -> dict[str, Any]:
    weekly = [{"days": days or WEEKDAYS, "opens": "08:00", "closes": "17:00"}]
    return {"per": "p", "weekly": weekly, "in_force": in_force}


def closed(first: str, last: str, certainty: str = "confirmed") -> dict[str, str]:
    return {"from": first, "through": last, "certainty": certainty}


def arranged(first: str, last: str | None = None, **more: Any) -> dict[str, Any]:
    return {"per": "p", "from": first, "through": last, "admits": "walk_in", **more}


def document(
    office: dict[str, Any], *, zone: str = "America/Chicago", **more: Any
) -> StatusDocument:
    """A document with the office `desk`; times of review lie far ahead."""
    text = {"en": "Something happened.", "es": "Algo ocurrió."}
    return StatusDocument.model_validate(
        {
            "countyline": 1,
            "identifier": "test",
            "sent": "2024-04-03T08:00:00-05:00",
            "mode": "test",
            "organization": {
                "name": {"en": "A county", "es": "Un condado"},
                "state": {"en": "Missouri", "es": "Misuri"},
                "website": "https://example.gov",
                "time_zone": zone,
            },
            "sources": {"s": {"title": text, "published": "2024-04-03"}},
            "provenance": {
                "p": {
                    "sources": ["s"],
                    "as_of": "2024-04-03T08:00:00-05:00",
                    "review_by": "2030-01-01T08:00:00-05:00",
                }
            },
            "incident": {"headline": {"per": "p", "text": text}},
            "offices": {"desk": {"name": {"en": "Desk", "es": "Mesa"}, **office}},
            "staff": {"per": "p", "weekly": hours()["weekly"]},
            **more,
        }
    )
