"""Holds a conversation by text, in Spanish, with a hand-off and back: docs/sms-conversation.md.

    python -m docs.make_sms_conversation

The real programs; Twilio is a stand-in on this computer that takes what is sent. Staff work through
the desk's own switchboard, as the console does.
"""

from __future__ import annotations

import re
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from twilio.request_validator import RequestValidator

from benchmarks.texting.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from countyline.cases.schema import cases
from countyline.cases.staff import Role, StaffMember
from countyline.database.engine import open_engine, reading
from countyline.desk.switchboard import Switchboard
from countyline.segments import segments
from countyline.settings import PROJECT_ROOT
from docs.running_system import DidNotStart, RunningSystem, running_system

PAGE = PROJECT_ROOT / "docs" / "sms-conversation.md"
_COUNTY, _RESIDENT = "+18165550100", "+18165550123"
_MARIA = StaffMember("maria", "Maria Lee", Role.AGENT)
_PATIENCE_SECONDS = 60.0
_QUIET_SECONDS = 2.0
_CASE = re.compile(r"\b\d[A-Z]-\d{2,}\b")


@dataclass
class Texted:
    """One text: who wrote it, and what it says. `who` is resident, bot, desk or staff."""

    who: str
    text: str


@dataclass
class Phone:
    """A resident's phone, and the county's staff."""

    system: RunningSystem
    twilio: FakeTwilio
    engine: Engine
    said: list[Texted] = field(default_factory=list)

    def text(self, words: str, who: str = "bot") -> list[str]:
        """Send a text and give what comes back, once it has all come; `who` answers."""
        self.said.append(Texted("resident", words))
        before = self._count()
        self._post(words)
        return self._received(before, who)

    def text_to_a_person(self, words: str) -> None:
        """Send a text that nobody but staff may answer."""
        self.said.append(Texted("resident", words))
        before = self._count()
        self._post(words)
        time.sleep(_QUIET_SECONDS)
        if self._count() != before:
            raise RuntimeError("the bot talked over a person")

    def claim(self) -> list[str]:
        """Let a staff member take the case."""
        before = self._count()
        self._switchboard().claim(self._case(), _MARIA)
        return self._received(before, "desk")

    def reply(self, words: str) -> list[str]:
        """Let a staff member write."""
        before = self._count()
        self._switchboard().reply([self._case()], _MARIA, {"es": words}, f"form-{before}")
        return self._received(before, "staff")

    def close(self, outcome: str) -> list[str]:
        """Let a staff member close the case; the bot goes on."""
        before = self._count()
        self._switchboard().close(self._case(), _MARIA, outcome)
        return self._received(before, "desk")

    def _post(self, words: str) -> None:
        address = f"{self.system.site}/webhooks/sms/webhook"
        fields = {
            "MessageSid": f"SM{len(self.said):032x}",
            "AccountSid": ACCOUNT,
            "From": _RESIDENT,
            "To": _COUNTY,
            "Body": words,
            "NumMedia": "0",
            "FromCity": "",
        }
        signature = RequestValidator(TOKEN).compute_signature(address, fields)
        request = urllib.request.Request(
            address,
            urllib.parse.urlencode(fields).encode(),
            {"X-Twilio-Signature": signature},
        )
        with urllib.request.urlopen(request, timeout=15) as response:
            if response.status != 200:
                raise RuntimeError(f"the desk answered {response.status}")

    def _received(self, before: int, who: str) -> list[str]:
        given_up = time.monotonic() + _PATIENCE_SECONDS
        while self._count() == before:
            if time.monotonic() > given_up:
                raise RuntimeError("no text came back")
            time.sleep(0.1)
        time.sleep(_QUIET_SECONDS / 2)
        new = self.twilio.sent_to(_RESIDENT)[before:]
        self.said += [Texted(who, text) for text in new]
        return new

    def _count(self) -> int:
        return len(self.twilio.sent_to(_RESIDENT))

    def _switchboard(self) -> Switchboard:
        return Switchboard(self.engine, lambda: datetime.now(UTC))

    def _case(self) -> str:
        with reading(self.engine) as connection:
            query = select(cases.c.id).order_by(cases.c.opened_at.desc()).limit(1)
            return str(connection.scalars(query).one())


@contextmanager
def phone() -> Iterator[Phone]:
    """Give a phone that texts a running system. Raises DidNotStart."""
    with FakeTwilio() as twilio:
        settings = {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_PHONE_NUMBER": _COUNTY,
            "COUNTYLINE_SMS_API": twilio.url,
        }
        with running_system(extra=settings) as system:
            engine = open_engine(f"sqlite:///{system.var / 'countyline.db'}")
            try:
                yield Phone(system, twilio, engine)
            finally:
                engine.dispose()


def converse(resident: Phone) -> list[Texted]:
    """Hold the conversation; give all texts of it, in order."""
    first = resident.text("¿puedo pagar mis taxes si está cerrado?")
    if re.search(r"\b(MÁS|SIGUE)\b", first[-1]):
        resident.text("sigue")
    resident.text("me dieron una multa por las placas vencidas porque ustedes están cerrados")
    resident.text("qué pasó con mi caso")
    resident.claim()
    resident.reply("Soy Maria Lee, del condado. ¿Tiene a la mano el papel de la multa?")
    resident.text_to_a_person("sí, aquí lo tengo")
    resident.reply("Gracias. Guárdelo. Agregué una nota a su caso y otra persona lo va a revisar.")
    resident.close("Nota agregada")
    resident.text("cuándo abre el registro de escrituras")
    resident.text("ya no me manden mensajes", "desk")
    return resident.said


def page_of(said: list[Texted]) -> str:
    """Write the page. Case numbers are drawn at random: each is shown as 4F-27."""
    rows = [
        f"| {number} | {one.who} | {_written(one.text)} | "
        f"{'' if one.who == 'resident' else segments(one.text).count} |"
        for number, one in enumerate(said, start=1)
    ]
    out = [one.text for one in said if one.who != "resident"]
    total = sum(segments(text).count for text in out)
    return "\n".join(
        [
            "# A conversation by text",
            "",
            "Made by `python -m docs.make_sms_conversation`; edits are lost. The real programs on "
            "the example of Wednesday, April 3, with a stand-in for Twilio. A resident asks in "
            "Spanish, is handed over, talks with a staff member, gets the bot back, and wants no "
            "more texts.",
            "",
            "| | who | text | segments |",
            "|---|---|---|---|",
            *rows,
            "",
            f"{len(out)} texts went out, {total} segments. *desk* is what the desk says by itself, "
            "without Rasa. After the last one nothing goes out to this number.",
            "",
        ]
    )


def _written(text: str) -> str:
    return _CASE.sub("4F-27", text).replace("\n", "<br>").replace("|", "\\|")


def main() -> int:
    """Write the page."""
    try:
        with phone() as resident:
            PAGE.write_text(page_of(converse(resident)), encoding="utf-8")
    except (DidNotStart, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {PAGE.relative_to(PROJECT_ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
