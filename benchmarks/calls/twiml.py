"""Reads TwiML as Twilio carries it out: what is said, and what Twilio does then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

Then = Literal["gather", "redirect", "dial", "record", "hangup"]
_ADDRESSED: dict[str, Then] = {"Gather": "gather", "Dial": "dial", "Record": "record"}


@dataclass(frozen=True)
class Instructed:
    """What Twilio was told.

    Attributes:
        said: the words, in order.
        then: what comes after them; a document without anything more ends the call.
        address: where Twilio goes on; empty after a hangup.
        pause: seconds of silence before it.
    """

    said: str
    then: Then
    address: str = ""
    pause: float = 0.0


def read_twiml(document: bytes) -> Instructed:
    """Read a document. Raises ElementTree.ParseError for what is no XML, and ValueError for what
    is no TwiML.
    """
    root = ElementTree.fromstring(document)
    if root.tag != "Response":
        raise ValueError(f"<{root.tag}> is no TwiML")
    said: list[str] = []
    pause = 0.0
    for verb in root:
        said += _words(verb)
        if verb.tag == "Pause":
            pause += float(verb.get("length", "1"))
        elif verb.tag in _ADDRESSED:
            return Instructed(" ".join(said), _ADDRESSED[verb.tag], verb.get("action", ""), pause)
        elif verb.tag == "Redirect":
            return Instructed(" ".join(said), "redirect", verb.text or "", pause)
        elif verb.tag == "Hangup":
            break
    return Instructed(" ".join(said), "hangup", "", pause)


def _words(verb: ElementTree.Element) -> Iterator[str]:
    for say in verb.iter("Say"):
        yield " ".join("".join(say.itertext()).split())
