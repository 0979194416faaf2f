"""Each published document has an identifier of its own and refers to those it replaces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.publishing.stamping import stamped
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import StatusDocumentInvalid, load

EXAMPLES = PROJECT_ROOT / "examples" / "jackson-county-2024"
FIRST = (EXAMPLES / "2024-04-03.yml").read_text(encoding="utf-8")
AT = datetime(2024, 4, 12, 14, 5, 9, tzinfo=UTC)


def test_a_document_says_when_it_was_sent_in_the_countys_time_and_what_it_replaces() -> None:
    before, after = load(FIRST), load(stamped(FIRST, AT))
    assert after.identifier == "us-mo-jackson-2024-04-03-20240412T090509"
    assert after.sent == AT
    assert after.sent.isoformat() == "2024-04-12T09:05:09-05:00"
    assert after.references[-1] == before.identifier


def test_nothing_else_is_touched() -> None:
    own = ("identifier:", "sent:", "references:", "- us-mo", "  - us-mo")
    kept = [line for line in FIRST.splitlines() if not line.startswith(own)]
    after = [line for line in stamped(FIRST, AT).splitlines() if not line.startswith(own)]
    assert after == kept


def test_the_same_moment_stamps_once() -> None:
    once = stamped(FIRST, AT)
    assert stamped(once, AT) == once


@settings(max_examples=5)
@given(st.lists(st.integers(min_value=1, max_value=10**6), min_size=1, max_size=4))
def test_however_often_it_is_published_the_identifier_stays_as_long(pauses: list[int]) -> None:
    text, at, seen = FIRST, AT, [load(FIRST).identifier]
    for pause in pauses:
        at += timedelta(seconds=pause)
        text = stamped(text, at)
        document = load(text)
        assert document.identifier not in seen
        assert list(document.references)[-len(seen) :] == seen[-20:]
        seen.append(document.identifier)
    assert len(seen[-1]) == len(seen[1])


def test_a_text_that_is_no_document_is_refused() -> None:
    with pytest.raises(StatusDocumentInvalid):
        stamped("offices: [", AT)
