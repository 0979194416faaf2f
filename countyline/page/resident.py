"""The resident's page: the notice as HTML."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup

from countyline.answers.composing import Mark, mark_of
from countyline.answers.wording import Wording
from countyline.page.addresses import Ask, AskElsewhere, AskForm, Links, Widget
from countyline.page.contents import Notice
from countyline.page.editions import Edition, LiveEdition
from countyline.page.frames import frame_of
from countyline.page.linked_data import linked_data
from countyline.page.linking import Linker
from countyline.page.markup import filled
from countyline.page.notice import notice_of
from countyline.status.model import Language, StatusDocument


def render_page(
    document: StatusDocument,
    wording: Wording,
    language: Language,
    now: datetime,
    *,
    revision: int | None,
    mark: Mark | None,
    links: Links,
    ask: Ask | None = None,
    widget: Widget | None = None,
) -> str:
    """Give the notice as the desk serves it at this moment. `now` is aware."""
    edition = LiveEdition(document, wording, language, now)
    return render_edition(
        edition, revision=revision, mark=mark, links=links, ask=ask, widget=widget
    )


def render_edition(
    edition: Edition,
    *,
    revision: int | None,
    mark: Mark | None,
    links: Links,
    ask: Ask | None,
    widget: Widget | None,
    written: str = "",
) -> str:
    """Give the notice of an edition. `written` says when a copy was made."""
    document, language = edition.document, edition.language
    # Whoever serves an exercise and forgets to say so must not alarm anybody.
    mark = mark or mark_of(document, replay=False)
    notice = notice_of(edition)
    frame = frame_of(
        edition.wording,
        language,
        title=notice.title if notice.headline.warning else notice.title.removesuffix("."),
        county=notice.county,
        mark=mark,
        links=links,
        widget=widget,
    )
    data = None if mark else linked_data(edition, notice, links)
    return filled(
        "notice.html",
        {
            "frame": frame,
            "notice": notice,
            "link": Linker(document).link,
            "form": ask if isinstance(ask, AskForm) else None,
            "elsewhere": ask if isinstance(ask, AskElsewhere) else None,
            "data": data,
            "written": written,
            "region": edition.say(
                "county", county=notice.county, name=edition.text(document.organization.state)
            ),
            "site": _site(edition),
            "footer": _footer(edition, notice, revision),
        },
    )


def _site(edition: Edition) -> Markup:
    url = edition.document.organization.website
    shown = url.removeprefix("https://").removesuffix("/")
    sentence = edition.say("official_site", url="\N{NULL}")
    before, _, after = sentence.partition("\N{NULL}")
    return Markup('{}<a href="{}">{}</a>{}').format(before, url, shown, after)


def _footer(edition: Edition, notice: Notice, revision: int | None) -> str:
    values: dict[str, Any] = {"county": notice.county, "value": edition.document.identifier}
    if revision is None:
        return edition.say("footer", **values)
    return edition.say("footer_revision", case=str(revision), **values)
