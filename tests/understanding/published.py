"""A small publication for the tests of this package, in the shape that the publisher writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STATUS: Mapping[str, Any] = {
    "identifier": "test",
    "sent": "2024-04-03T08:00:00-05:00",
    "organization": {
        "name": {"en": "Jackson County", "es": "Condado de Jackson"},
        "state": {"en": "Missouri", "es": "Misuri"},
    },
    "offices": {
        "assessment": {
            "name": {"en": "Assessment", "es": "Tasación"},
            "aliases": {
                "en": ["assessment department", "assessor", "assessor's office"],
                "es": ["tasador", "oficina de tasación"],
            },
        },
        "collection": {
            "name": {"en": "Collection", "es": "Recaudación"},
            "aliases": {
                "en": ["collections", "collector", "tax office", "collections department"],
                "es": ["recaudador", "oficina de impuestos"],
            },
        },
        "recorder_of_deeds": {
            "name": {"en": "Recorder of Deeds", "es": "Registro de Escrituras"},
            "aliases": {
                "en": ["recorder", "recorder's office", "deeds office"],
                "es": ["registro", "oficina de escrituras"],
            },
        },
    },
    "places": {
        "truman_courthouse": {
            "name": {"en": "Historic Truman Courthouse", "es": "Tribunal Histórico Truman"},
            "aliases": {"en": ["Truman Courthouse"], "es": ["tribunal Truman", "corte Truman"]},
        },
        "downtown_courthouse": {
            "name": {"en": "Jackson County Courthouse", "es": "Tribunal del Condado de Jackson"},
            "aliases": {"en": ["downtown courthouse"], "es": ["tribunal del centro"]},
        },
    },
    "services": {
        "marriage_license": {
            "name": {"en": "marriage licenses", "es": "licencias de matrimonio"},
            "aliases": {"en": ["marriage license"], "es": ["licencia de matrimonio"]},
        },
    },
    "portals": {
        "myjacksoncounty": {
            "name": {"en": "myJacksonCounty", "es": "myJacksonCounty"},
            "aliases": {"en": ["PayIt", "the portal"], "es": ["el portal"]},
        },
    },
    "authorities": {
        "kceb": {
            "name": {
                "en": "Kansas City Board of Elections",
                "es": "Junta Electoral de Kansas City",
            },
        },
    },
    "statements": {
        "shuttle": {
            "about": ["location/parking"],
            "subjects": ["truman_courthouse"],
            "text": {"en": "A shuttle runs.", "es": "Hay un autobús."},
            "asks": {
                "en": ["is there a shuttle bus from the overflow lot to the courthouse"],
                "es": ["hay un autobús desde el estacionamiento hasta el tribunal"],
            },
        },
    },
}


def _body(language: str, state: str) -> dict[str, Any]:
    return {
        "text": f"{language} {state} headline",
        "answer": {
            "kind": "answer",
            "topic": "incident",
            "topics": ["incident"],
            "subjects": [],
            "facts": ["incident.headline"],
            "certainty": "confirmed",
            "as_of": "2024-04-03T08:00:00-05:00",
            "revision": 1,
            "sources": [],
            "language": language,
            "choices": [],
            "case": None,
            "degraded": True,
        },
    }


FALLBACK: Mapping[str, Any] = {
    **{
        language: {state: _body(language, state) for state in ("fresh", "stale")}
        for language in ("en", "es")
    },
    "review_by": "2024-04-04T08:00:00-05:00",
}


def publish(folder: Path, number: int = 1, status: Mapping[str, Any] = STATUS) -> None:
    """Write a revision into the publication `folder` and make it current."""
    revision = folder / "revisions" / f"{number:06d}"
    revision.mkdir(parents=True)
    (revision / "status.json").write_text(json.dumps(status), encoding="utf-8")
    (revision / "fallback.json").write_text(json.dumps(FALLBACK), encoding="utf-8")
    fresh = folder / "current.json.new"
    fresh.write_text(json.dumps({"revision": number, "digest": str(number), "error": None}))
    fresh.replace(folder / "current.json")
