"""Voicemails that Twilio recorded: into the intake, where their questions are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from countyline.channels.refusals import not_saved
from countyline.desk.desk import DatabaseUnavailable
from countyline.desk.model import Hint
from countyline.desk.threads import DatabaseThreads, shielded
from countyline.intake.book import IntakeBook
from countyline.intake.model import Kind, Transcript

SOURCE = "voicemail"


@dataclass(frozen=True)
class Voicemails:
    """Takes voicemails in. `clock` tells the real time, aware."""

    book: IntakeBook
    threads: DatabaseThreads
    clock: Callable[[], datetime]

    async def take(
        self, recording: str, words: str, caller: str | None, language: Hint | None
    ) -> bool:
        """Take a voicemail in, once; tell whether it was not there. Raises Refused.

        Args:
            recording: its id at Twilio.
            words: what was said.
            caller: the number to call back, in E.164; null when it is withheld.
            language: the language of the call.
        """
        transcript = Transcript(
            at=self.clock(),
            text=words,
            kind=Kind.VOICEMAIL,
            given_id=f"twilio:{recording}",
            caller=caller,
            language=language,
        )
        try:
            return await shielded(self.threads.write(self.book.take_one, SOURCE, transcript))
        except DatabaseUnavailable:
            raise not_saved() from None
