"""What a request is refused with: a status, a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A request that is not done.

    Attributes:
        status: the HTTP status.
        code: names the reason, for programs.
        message: says it in plain words. It never quotes what was sent.
        headers: what goes along.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def body(self) -> dict[str, dict[str, str]]:
        """Give the body of the answer."""
        return {"error": {"code": self.code, "message": self.message}}


def too_many(retry_after: int) -> Refused:
    """A limit is reached; it is not any more in `retry_after` seconds."""
    return Refused(
        429,
        "too_many",
        f"That was a lot at once. Please try again in {retry_after} seconds.",
        {"Retry-After": str(retry_after)},
    )


def not_saved() -> Refused:
    """The database cannot be written to."""
    return Refused(
        503,
        "not_saved",
        "The message could not be saved and was not taken. Please send it again in a moment.",
        {"Retry-After": "5"},
    )


def not_found() -> Refused:
    """There is nothing at this address, or nothing for this caller."""
    return Refused(404, "not_found", "There is nothing here, or not for you.")
