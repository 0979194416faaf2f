"""The release that something new rests on: the fields that name it, and what they make."""

from __future__ import annotations

from datetime import datetime, timedelta

from countyline.console.entry_choices import choices_for
from countyline.console.form_fields import Field, Group
from countyline.console.given import Given, WrongField
from countyline.publishing.moves import AddSource, fresh_id
from countyline.status.model import StatusDocument

_REVIEW_HOUR = 8


def release_fields(document: StatusDocument, now: datetime) -> list[Field]:
    """Give the fields of a release, with what is proposed for one that was just published."""
    local = now.astimezone(document.zone)
    review = (local + timedelta(days=1)).replace(hour=_REVIEW_HOUR, minute=0)
    return [
        Field(name="title_en", label="Its title in English", kind="text", lang="en",
              value="County news release", longest=200),
        Field(name="title_es", label="Its title in Spanish", kind="text", lang="es",
              value="Comunicado del condado", longest=200),
        Field(name="published", label="Published on", kind="date",
              value=local.date().isoformat()),
        Field(name="url", label="Its address, if it has one", kind="url", longest=500,
              hint="It begins with https://"),
        Field(name="as_of", label="True as of", kind="moment", value=f"{local:%Y-%m-%dT%H:%M}"),
        Field(name="review_by", label="Review again by", kind="moment",
              value=f"{review:%Y-%m-%dT%H:%M}",
              hint="From then on residents are told that it is not confirmed."),
    ]  # fmt: skip


def release_or_known(document: StatusDocument, now: datetime) -> Group:
    """Give the choice of what something rests on, and the fields of a release that is new."""
    choices = choices_for("per", document)
    per = Field(name="per", label="Source", kind="choice", choices=choices, required=True)
    return Group("What this rests on", [per, *release_fields(document, now)])


def read_release(given: Given) -> AddSource:
    """Give the release that was filled in. Raises WrongField."""
    title_en, title_es = given.both(
        "title", "Give the new release's title in both languages."
    )
    if not title_en:
        raise WrongField("title_en", "Give the new release's title in both languages.")
    published = given.day("published", "when the release was published")
    as_of = given.moment("as_of", "as of when it is true")
    review_by = given.moment("review_by", "when to review it again")
    if review_by <= as_of:
        said = "The next review must be later than the time as of which it is so."
        raise WrongField("review_by", said)
    taken = {**given.document.sources, **given.document.provenance}
    return AddSource(
        id=fresh_id(f"release {published:%B} {published.day}", taken),
        title_en=title_en,
        title_es=title_es,
        published=published,
        as_of=as_of,
        review_by=review_by,
        url=given.one("url"),
    )
