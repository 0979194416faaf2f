"""What a resident's phone has to fetch, as it goes over the wire."""

from __future__ import annotations

import gzip
import urllib.request
from dataclasses import dataclass

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

OTHERS = {
    "Deep Chat": 111,
    "rasa-webchat": 211,
    "Botpress": 234,
    "Chatwoot (its own cap, with loader)": 340,
    "BotFramework WebChat (smallest)": 483,
}
"""Published bundles of other widgets in KB, gzip -9, measured once from their packages."""


@dataclass(frozen=True)
class Weight:
    """A file by its address: its size, and what gzip -9 makes of it, in bytes."""

    address: str
    plain: int
    packed: int


def weigh(site: str, address: str) -> Weight:
    """Fetch a file of the site and weigh it."""
    with _OPENER.open(site + address, timeout=30) as response:
        content = response.read()
    return Weight(address, len(content), len(gzip.compress(content, 9, mtime=0)))
