"""How often somebody may try to sign in, counted within this process.

An account is counted for each address, so that a stranger who knows a sign-in name cannot keep
its owner out; and once for all addresses together, so that many of them are no way around.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from countyline.desk.limits import Limit, Limiter


@dataclass(frozen=True)
class Throttle:
    """Counts attempts before anything is checked, so that many at once are counted too."""

    account_from_address: Limit = field(
        default_factory=lambda: Limit.read("staff account from address", "10/15minutes")
    )
    account: Limit = field(default_factory=lambda: Limit.read("staff account", "60/hour"))
    address: Limit = field(default_factory=lambda: Limit.read("staff address", "40/15minutes"))
    limiter: Limiter = field(default_factory=Limiter)

    def admit(self, login: str, address: str) -> None:
        """Count an attempt. Raises `countyline.desk.limits.TooMany`."""
        typed = login.strip().casefold()[:64]
        self.limiter.admit(
            (self.address, address),
            (self.account_from_address, f"{address} {typed}"),
            (self.account, typed),
        )
