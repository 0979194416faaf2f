"""Passwords: which are good enough, how they are kept, and how one is made up.

Only a digest is kept (argon2id). An account that is not there is checked like one that is, so
that neither the answer nor its time tells which logins exist.
"""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
"""Longer ones cost time to digest and add nothing."""

_ONCE_GROUPS = 4
_ONCE_LETTERS = "abcdefghkmnprstuvwxyz23456789"
"""Without those that are taken for each other when a password is read out."""

_COMMONEST = frozenset(
    (
        "123456789012", "1234567890123", "12345678901234", "123456123456", "123123123123",
        "112233445566", "121212121212", "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1qaz2wsx3edc",
        "abcdefghijkl", "abcdefghijklm", "abc123abc123", "administrator", "administrator1",
        "adminadminadmin", "changemechangeme", "changeme1234", "charlie123456", "countycounty",
        "iloveyou1234", "iloveyouiloveyou", "letmeinletmein", "letmein12345", "letmein123456",
        "monkeymonkey", "password1234", "password12345", "password123456", "password2024",
        "password2025", "password2026", "passwordpassword", "passw0rd1234", "p@ssw0rd1234",
        "qwerty123456", "qwertyqwerty", "qwertyuiop12", "qwertyuiop123", "qwertyuiopas",
        "qwertyuiop[]", "superman1234", "sunshine1234", "trustno1trustno1", "welcome12345",
        "welcome123456", "welcomewelcome", "footballfootball", "baseballbaseball",
        "jacksoncounty", "jacksoncounty1", "countyline123", "countylinecountyline",
    )
)  # fmt: skip


class WeakPassword(ValueError):
    """A password that is refused; its text says why and what to do, in one sentence."""


def check_password(password: str, login: str) -> None:
    """Refuse a password that is easily guessed. Raises WeakPassword."""
    plain = _folded(password)
    if len(plain) < SHORTEST:
        raise WeakPassword(f"Use {SHORTEST} characters or more; a short sentence is good.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters.")
    if login and _folded(login) in (plain, plain[::-1]):
        raise WeakPassword("The password may not be the sign-in name.")
    if len(set(plain)) < 5 or plain in _COMMONEST or plain.rstrip("!.?1") in _COMMONEST:
        raise WeakPassword("Many people use this password; choose another one.")


def one_time_password() -> str:
    """Make up a password that somebody reads out and that is changed at once."""
    groups = ("".join(secrets.choice(_ONCE_LETTERS) for _ in range(5)) for _ in range(_ONCE_GROUPS))
    return "-".join(groups)


class Passwords:
    """Digests and checks passwords. It takes a tenth of a second: call it from a thread."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._of_nobody = self._hasher.hash(secrets.token_hex(16))

    def digest(self, password: str) -> str:
        """Give what is kept of a password."""
        return self._hasher.hash(_normal(password))

    def fits(self, password: str, digest: str | None) -> bool:
        """Tell whether the password is the one of the digest; no digest takes the same time."""
        try:
            fits = self._hasher.verify(digest or self._of_nobody, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return fits and digest is not None

    def is_old(self, digest: str) -> bool:
        """Tell whether a digest should be made anew, since the costs were raised."""
        return self._hasher.check_needs_rehash(digest)


def _normal(password: str) -> bytes:
    # The same accent can be typed in two ways. What is too long was never a password here.
    normal = unicodedata.normalize("NFKC", password)[:LONGEST]
    return normal.encode("utf-8", "surrogatepass")


def _folded(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold().strip()
