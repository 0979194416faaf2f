"""Publishes the status document: once, or again and again while the action server runs."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache

from countyline.answers.composing import Mark
from countyline.answers.fallback import render_fallback
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_wording
from countyline.clock import SystemClock
from countyline.page.static_site import static_site
from countyline.replay import clock_offset, is_replay
from countyline.running.static_site import StaticSite
from countyline.settings import Settings
from countyline.status.edition_publisher import EditionPublisher
from countyline.status.file_publisher import FilePublisher, Publication
from countyline.status.model import StatusDocument
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader
from countyline.status.revisions import JSON, Renderings

LOOK_EVERY_SECONDS = 0.2
_TRY_AGAIN_SECONDS = 2.0

logger = logging.getLogger(__name__)


def publisher_of(settings: Settings) -> FilePublisher:
    """Give the publisher of the status document's file that the settings name."""
    return FilePublisher(
        settings.status, settings.publication, _real_time, _renderings(settings)
    )


def edition_publisher_of(settings: Settings) -> EditionPublisher:
    """Give the publisher of what was approved."""
    return EditionPublisher(settings.publication, _real_time, _renderings(settings))


def _real_time() -> datetime:
    return datetime.now(UTC)


def _renderings(settings: Settings) -> Renderings:
    """With each revision goes the headline answer, for the time when a part behind is down."""

    @cache
    def wording() -> Wording:
        # Read at the first publication, and not again: who approves is waiting.
        return load_wording(settings.root / "data")

    def fallback(document: StatusDocument) -> JSON:
        return render_fallback(document, wording())

    return {"fallback.json": fallback}


def static_site_of(settings: Settings) -> StaticSite:
    """Give what keeps the residents' page as files, in the folder `site` of what is written."""
    wording = load_wording(settings.root / "data")
    mark: Mark | None = "replay" if is_replay(settings) else None
    started = datetime.now(UTC)

    def render(published: Published, now: datetime) -> Mapping[str, bytes]:
        return static_site(
            published.document,
            wording,
            now,
            revision=published.revision,
            mark=mark,
            desk_url=settings.public_url,
        )

    def now(published: Published) -> datetime:
        return SystemClock(clock_offset(settings, published.document.sent, started)).now()

    return StaticSite(settings.var / "site", render, now)


def publish_everywhere(settings: Settings) -> Callable[[], Publication]:
    """Give what publishes an edit, if there is one, and then writes the static files anew."""
    publisher = publisher_of(settings)
    reader = PublicationReader(settings.publication)
    site = static_site_of(settings)

    def refresh() -> Publication:
        publication = publisher.refresh()
        site.refresh(reader.current())
        return publication

    return refresh


async def keep_publishing(refresh: Callable[[], Publication]) -> None:
    """Look for an edit of the status document again and again, until cancelled.

    What goes wrong is logged, once for as long as it stays the same; the last good revision stays
    in service.
    """
    said: str | None = None
    while True:
        pause = LOOK_EVERY_SECONDS
        try:
            error = (await asyncio.to_thread(refresh)).error
        except Exception as failure:  # the watch must outlive whatever a document does to it
            error = f"{type(failure).__name__}: {failure}"
            pause = _TRY_AGAIN_SECONDS
        if error != said:
            said = error
            if error:
                logger.error("The status document is not published: %s", error)
            else:
                logger.info("The status document is published.")
        await asyncio.sleep(pause)
