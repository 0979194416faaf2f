"""How an answer reaches a resident: on a screen with room, as a text message, or by voice.

The facts and how sure they are do not depend on it; the words do.
"""

from typing import Literal

Medium = Literal["screen", "text", "speech"]

_OF_CHANNELS: dict[str, Medium] = {"sms": "text", "voice": "speech"}


def medium_of(channel: str) -> Medium:
    """Tell the medium of a channel."""
    return _OF_CHANNELS.get(channel, "screen")
