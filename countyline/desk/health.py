"""How the desk and what stands behind it are doing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from countyline.desk.outgoing import Outgoing
from countyline.status.publication_reader import PublicationReader

LOOK_EVERY_SECONDS = 2.0
_PROBE_SECONDS = 1.5
STARTING_SECONDS = 60.0
"""So long after the start, a desk without a brain is ready all the same: it has the headline."""

Probe = Callable[[], Awaitable[Mapping[str, Any]]]
"""Looks at one part; gives what is to be told of it, above all `state`."""

OK = "ok"
DOWN = "down"


@dataclass
class Health:
    """What the latest look at each part found.

    Ready once the brain was seen to work, or `STARTING_SECONDS` after the start (`started`, in
    seconds since 1970); from then on it stays so, because the desk can always tell the headline.
    """

    probes: Mapping[str, Probe]
    started: float
    found: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    was_ready: bool = False

    async def look(self) -> None:
        """Look at every part."""
        names = list(self.probes)
        seen = await asyncio.gather(*(self._probed(name) for name in names))
        self.found = dict(zip(names, seen, strict=True))
        if self.brain_is_well or time.time() - self.started > STARTING_SECONDS:
            self.was_ready = True

    async def _probed(self, name: str) -> Mapping[str, Any]:
        try:
            return await asyncio.wait_for(self.probes[name](), _PROBE_SECONDS)
        except Exception as error:  # whatever it is, the part does not do what it should
            return {"state": DOWN, "reason": type(error).__name__}

    @property
    def brain_is_well(self) -> bool:
        """Whether Rasa and the action server were both seen to work."""
        return all(self.is_well(name) for name in ("rasa", "actions"))

    def is_well(self, name: str) -> bool:
        """Tell whether a part was seen to work."""
        return self.found.get(name, {}).get("state") == OK

    def report(self) -> dict[str, Any]:
        """Give the body of `/health/ready`: `status` is `ready`, `degraded` or `starting`."""
        if not self.was_ready:
            status = "starting"
        else:
            well = bool(self.found) and all(self.is_well(name) for name in self.probes)
            status = "ready" if well else "degraded"
        return {"status": status, "parts": self.found}


def http_probe(outgoing: Outgoing, address: str) -> Probe:
    """Look at a program by an address that answers 200 when it serves."""

    async def probe() -> Mapping[str, Any]:
        async with outgoing.session.get(address) as response:
            return {"state": OK if response.status == 200 else DOWN}

    return probe


def database_probe(ask: Callable[[], Awaitable[object]]) -> Probe:
    """Look at the database by asking it something."""

    async def probe() -> Mapping[str, Any]:
        await ask()
        return {"state": OK}

    return probe


def status_document_probe(reader: PublicationReader, now: Callable[[], datetime]) -> Probe:
    """Look at the publication: what is in service, until when it holds, and why an edit is not."""

    async def probe() -> Mapping[str, Any]:
        published = reader.current()
        if published is None:
            return {"state": DOWN, "reason": "nothing was ever published"}
        document = published.document
        provenance = document.provenance[document.incident["headline"].per]
        left = provenance.review_by - now()
        is_fresh = left.total_seconds() >= 0
        return {
            "state": _state(is_fresh, published.error),
            "revision": published.revision,
            "as_of": provenance.as_of.isoformat(),
            "review_by": provenance.review_by.isoformat(),
            "review_seconds": round(left.total_seconds()),
            "fresh": is_fresh,
            "error": published.error,
        }

    return probe


def _state(is_fresh: bool, error: str | None) -> str:
    if error:
        return "edit_refused"
    return OK if is_fresh else "stale"
