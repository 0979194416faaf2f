"""How the desk calls the private processes beside it."""

from __future__ import annotations

import aiohttp


class Outgoing:
    """One HTTP session for all calls, opened at the first one, since it belongs to a loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session; a proxy of the surroundings has no business between our processes."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        return self._session

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None
