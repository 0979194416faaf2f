"""The book of drafts, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from countyline.console.deeds import Actor
from countyline.publishing.drafts import Draft, DraftChanged, DraftEnded, Drafts, NoSuchDraft
from tests.desk.scene import Clock

ANA, BEN = Actor("s-ana", "Ana Cruz"), Actor("s-ben", "Ben Fox")


@pytest.fixture
def drafts(engine: Engine, clock: Clock) -> Drafts:
    return Drafts(engine, clock)


def test_a_draft_is_kept_as_it_was_written(drafts: Drafts, clock: Clock) -> None:
    begun = drafts.begin(ANA, "  Recorder reopens ", "a: 1  # ñ\n", 3)
    assert drafts.get(begun.id) == begun
    assert (begun.title, begun.text, begun.base) == ("Recorder reopens", "a: 1  # ñ\n", 3)
    assert (begun.version, begun.state, begun.begun_by_name) == (1, "open", "Ana Cruz")
    clock.forward(60)
    saved = drafts.save(begun.id, version=1, text="a: 2\n", actor=BEN)
    assert (saved.text, saved.version, saved.changed_by_name) == ("a: 2\n", 2, "Ben Fox")
    assert saved.changed_at > begun.changed_at
    assert drafts.listed() == [saved]
    assert drafts.get("nothing") is None


def test_nobody_writes_over_what_somebody_else_saved(drafts: Drafts) -> None:
    begun = drafts.begin(ANA, "One", "a: 1", 1)
    drafts.save(begun.id, version=1, text="a: 2", actor=ANA)
    with pytest.raises(DraftChanged) as changed:
        drafts.save(begun.id, version=1, text="a: 3", actor=BEN)
    assert changed.value.current.text == "a: 2"
    assert changed.value.current.changed_by_name == "Ana Cruz"


def test_of_many_who_save_at_once_one_does(drafts: Drafts) -> None:
    begun = drafts.begin(ANA, "One", "a: 1", 1)

    def save(number: int) -> bool:
        try:
            drafts.save(begun.id, version=1, text=f"a: {number}", actor=BEN)
        except DraftChanged:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(save, range(6))) == 1


def test_a_saved_draft_no_longer_waits(drafts: Drafts) -> None:
    draft = drafts.submit(drafts.begin(ANA, "One", "a: 1", 1).id, version=1, actor=BEN)
    assert draft.state == "waiting"
    assert draft.authors == {"s-ana", "s-ben"}
    with pytest.raises(DraftChanged):
        drafts.submit(draft.id, version=draft.version, actor=ANA)
    draft = drafts.take_back(draft.id, version=draft.version, actor=ANA)
    assert (draft.state, draft.submitted_by) == ("open", None)
    draft = drafts.submit(draft.id, version=draft.version, actor=ANA)
    draft = drafts.save(draft.id, version=draft.version, text="a: 2", actor=BEN)
    assert draft.state == "open"
    assert draft.authors == {"s-ben"}


def test_what_ended_stays_ended(drafts: Drafts) -> None:
    begun = drafts.begin(ANA, "One", "a: 1", 1)
    done = drafts.mark_published(begun.id, revision=4, actor=BEN, reason="the bridge is out")
    assert (done.state, done.revision, done.ended_by_name) == ("published", 4, "Ben Fox")
    assert drafts.mark_published(begun.id, revision=4, actor=ANA) == done
    with pytest.raises(DraftEnded):
        drafts.save(begun.id, version=done.version, text="a: 3", actor=ANA)
    other = drafts.begin(ANA, "Two", "a: 1", 1)
    gone = drafts.discard(other.id, version=1, actor=ANA)
    assert gone.state == "discarded"
    assert {one.id for one in drafts.listed()} == {begun.id, other.id}
    with pytest.raises(NoSuchDraft):
        drafts.discard("nothing", version=1, actor=ANA)


def test_the_trail_is_written_with_the_deed_or_not_at_all(drafts: Drafts) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("the trail is full")

    begun: Draft = drafts.begin(ANA, "One", "a: 1", 1)
    with pytest.raises(RuntimeError):
        drafts.save(begun.id, version=1, text="a: 2", actor=ANA, beside=fails)
    assert drafts.get(begun.id) == begun
