"""Staff see what became of what they wrote, when it went out as a text."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from countyline.console.deliveries import fate_of
from countyline.database.engine import writing
from countyline.texting.delivery import Delivery
from countyline.texting.model import State
from countyline.texting.schema import text_threads, texts
from tests.console.house import House


def texted(house: House, case: str, seq: int, state: State, why: str | None = None) -> None:
    """Put an entry of a case's conversation into the queue of texts, in a state."""
    kept = house.cases.by_id(case)
    assert kept is not None
    now = house.clock()
    with writing(house.engine) as connection:
        connection.execute(
            insert(text_threads).values(
                conversation=kept.conversation,
                ours=None,
                theirs="+18165550123",
                is_current=False,
                queued_seq=seq,
                opened_at=now,
            )
        )
        connection.execute(
            insert(texts).values(
                key=f"key-{case}",
                conversation=kept.conversation,
                seq=seq,
                part=0,
                body="said",
                segments=1,
                is_confirmation=False,
                state=state.value,
                attempts=1,
                made_at=now,
                next_at=now,
                error_code=30006 if why else None,
                error=why,
            )
        )


@pytest.mark.parametrize(
    ("state", "why", "told"),
    [
        (State.DELIVERED, None, "text delivered"),
        (State.QUEUED, None, "waiting to be texted"),
        (State.REFUSED, "a landline", "text refused: a landline (30006)"),
        (State.SUPPRESSED, None, "not texted: the resident wants no texts"),
    ],
)
def test_the_case_shows_what_became_of_a_text(
    any_house: House, state: State, why: str | None, told: str
) -> None:
    case = any_house.asked()
    texted(any_house, case, 2, state, why)
    person = any_house.signed_in("mlee")
    for page in (person.get(f"/staff/cases/{case}"), person.get(f"/staff/cases/{case}/live")):
        assert told in page.text
        assert ('class="lost"' in page.text) is (state in (State.REFUSED, State.SUPPRESSED))


def test_what_was_not_texted_says_nothing_of_texts(house: House) -> None:
    case = house.asked()
    page = house.signed_in("mlee").get(f"/staff/cases/{case}/live")
    assert "text" not in page.text.split('role="log"')[1].split("</ol>")[0]


def test_a_reason_is_text(house: House) -> None:
    case = house.asked()
    texted(house, case, 2, State.FAILED, "<script>alert(1)</script>")
    page = house.signed_in("mlee").get(f"/staff/cases/{case}")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("state", State)
def test_every_state_has_words(state: State) -> None:
    assert fate_of(Delivery(state)).words

