"""From a set-up machine to a running Countyline: check, train, publish, start, say so."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from countyline.clock import SystemClock
from countyline.problem import Problem
from countyline.replay import clock_offset, is_replay, refuse_public_replay
from countyline.running.ports import refuse_busy_port
from countyline.running.processes import (
    Program,
    desk_address,
    programs,
    resolved,
    rest_address,
)
from countyline.running.publishing import publisher_of
from countyline.running.readiness import all_serve, greet, is_ready
from countyline.running.supervisor import Supervisor
from countyline.running.training import is_trained, train
from countyline.settings import Settings
from countyline.status.file_publisher import Publication
from countyline.status.model import StatusDocument

_LOOK_EVERY_SECONDS = 0.2
_SLOW_SECONDS = 20.0


def tell(line: str) -> None:
    """Print one line of progress, at once."""
    print(line, flush=True)


def run(settings: Settings, environ: Mapping[str, str]) -> None:
    """Run Countyline in the foreground until Ctrl-C or SIGTERM.

    Raises:
        Problem: in one sentence, why it does not start.
    """
    refuse_busy_port(settings.port, "COUNTYLINE_PORT", "the public site", settings.host)
    refuse_busy_port(settings.rasa_port, "COUNTYLINE_RASA_PORT", "Rasa")
    refuse_busy_port(settings.actions_port, "COUNTYLINE_ACTIONS_PORT", "the action server")
    train_when_needed(settings, environ)
    started = time.monotonic()
    document = publish(settings)
    refuse_public_replay(settings, document.mode)
    now = datetime.now(UTC)
    settings = resolved(settings, clock_offset(settings, document.sent, now))
    tell(f"Starting Countyline; its logs are in {settings.var / 'log'}.")
    asyncio.run(_supervise(settings, programs(settings, environ), document, started))


def train_when_needed(settings: Settings, environ: Mapping[str, str]) -> None:
    """Train unless the model fits what is there.

    Raises:
        Problem: in one sentence, why training failed.
    """
    if is_trained(settings):
        tell("The trained model is up to date.")
        return
    tell("Training (about a minute and a half the first time, one later).")
    train(settings, environ, tell)


def publish(settings: Settings) -> StatusDocument:
    """Publish the status document, and give the one that is in service.

    A broken edit does not stop a start when an earlier revision of the document can serve.

    Raises:
        Problem: there is nothing to serve; says why.
    """
    return _in_service(settings, publisher_of(settings).refresh())


def publish_file(settings: Settings) -> StatusDocument:
    """Publish the status document's file, also over an edition that came after its last change.

    Raises:
        Problem: there is nothing to serve; says why.
    """
    return _in_service(settings, publisher_of(settings).publish_file())


def _in_service(settings: Settings, publication: Publication) -> StatusDocument:
    if publication.document is None:
        raise Problem(
            f"The status document {settings.status} cannot be served: {publication.error}"
        )
    if publication.error:
        print(
            f"Revision {publication.revision} stays in service, because the status document "
            f"{settings.status} cannot be served: {publication.error}",
            file=sys.stderr,
            flush=True,
        )
    else:
        tell(f"Revision {publication.revision} of {settings.status} is published.")
    return publication.document


async def _supervise(
    settings: Settings,
    started_programs: tuple[Program, ...],
    document: StatusDocument,
    started: float,
) -> None:
    supervisor = Supervisor(started_programs, tell)
    end_when_make_does = asyncio.create_task(_watch_make(supervisor))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.stop)

    async def until_ready() -> None:
        await _wait_for(settings, started_programs)
        _say_ready(settings, document, time.monotonic() - started)

    await supervisor.run(until_ready)
    end_when_make_does.cancel()
    tell("Countyline has stopped.")


async def _watch_make(supervisor: Supervisor) -> None:
    """Stop when the `make` that started this is gone, even if it was killed."""
    make = os.getppid()
    while os.environ.get("COUNTYLINE_STARTED_BY") == "make":
        if os.getppid() != make:
            supervisor.stop()
            return
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _wait_for(settings: Settings, started_programs: tuple[Program, ...]) -> None:
    told = time.monotonic()
    while True:
        if (
            await asyncio.to_thread(all_serve, started_programs)
            and await asyncio.to_thread(greet, rest_address(settings), settings.rasa_secret)
            and await asyncio.to_thread(is_ready, desk_address(settings))
        ):
            return
        if time.monotonic() - told > _SLOW_SECONDS:
            told = time.monotonic()
            tell("Still starting.")
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def _say_ready(settings: Settings, document: StatusDocument, seconds: float) -> None:
    tell(f"Countyline is ready in {seconds:.0f} s.")
    if is_replay(settings):
        pretended = SystemClock(settings.now_offset or timedelta(0)).now()
        local = pretended.astimezone(ZoneInfo(document.organization.time_zone))
        tell(f"REPLAY of {document.identifier}: it is {local:%A, %B %-d, %Y, %H:%M} there.")
    else:
        tell(f"Serving {document.identifier}.")
    tell(f"Rasa's REST channel, for programs on this computer: {rest_address(settings)}")
    tell("Ctrl-C stops it.")
    tell(f"Open the residents' page, and ask it something: {settings.public_url}/")
