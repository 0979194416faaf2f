"""Cases over HTTP: two who want the same one, replies, notes, and what residents may write."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from countyline.cases.model import CaseDraft, Reason, Sensitivity
from countyline.desk.switchboard import LEASE
from tests.console.house import House, Page, Role

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


def test_the_queue_shows_what_waits_the_oldest_first(any_house: House) -> None:
    first = any_house.asked("¿me multan?", language="es")
    any_house.clock.forward(3 * 3600 + 120)
    second = any_house.asked("is my deed recorded", topic="recording")
    page = any_house.signed_in("mlee").get("/staff")
    found = re.findall(r'id="case-([^"]+)"', page.text)
    assert found == [first, second]
    assert "3 h 2 min" in page.text
    assert '<span class="question" lang="es">¿me multan?</span>' in page.text
    assert "urgent" in page.text


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("language=es", [0]),
        ("topic=recording", [1]),
        ("reason=case_by_case&language=en", [1]),
        ("channel=sms", []),
        ("state=claimed", []),
        ("state=all", [0, 1]),
        ("state=nonsense&topic=<script>&reason=%00", [0, 1]),
    ],
)
def test_filters(house: House, query: str, which: list[int]) -> None:
    cases = [house.asked(language="es"), house.asked(topic="recording")]
    person = house.signed_in("mlee")
    for path in ("/staff", "/staff/queue"):
        page = person.get(f"{path}?{query}")
        assert page.status == 200
        assert re.findall(r'id="case-([^"]+)"', page.text) == [cases[one] for one in which]


def test_an_empty_queue_says_so(house: House) -> None:
    person = house.signed_in("mlee")
    assert "No case waits." in person.get("/staff").text
    assert "No case fits these filters." in person.get("/staff?language=es").text


def test_a_list_that_did_not_change_is_not_sent_again(house: House) -> None:
    case = house.asked()
    person = house.signed_in("mlee")
    for path in ("/staff/queue", f"/staff/cases/{case}/live"):
        tag = person.get(path).response.headers["ETag"]
        assert person.get(path, **{"If-None-Match": tag}).status == 304
        house.says(case, f"are you there, {path}?")
        assert person.get(path, **{"If-None-Match": tag}).status == 200


def test_from_claim_to_close(any_house: House) -> None:
    case = any_house.asked()
    person = any_house.signed_in("mlee", name="Maria Lee")
    assert person.do(f"/staff/cases/{case}/claim").status == 303
    page = person.get(f"/staff/cases/{case}")
    assert "You have this case." in page.notices()
    fields = {"key": page.inputs["key"], "text_en": "Bring the receipt.", "text_es": ""}
    sent = person.do(f"/staff/cases/{case}/reply", **fields)
    assert sent.response.headers["Location"] == f"/staff/cases/{case}?done=replied#talk"
    assert any_house.staff_said(case) == ["Bring the receipt."]
    assert person.do(f"/staff/cases/{case}/note", note="Called the DMV.").status == 303
    assert "Called the DMV." in person.get(f"/staff/cases/{case}").text
    closed = person.do(f"/staff/cases/{case}/close", outcome="Receipt mailed")
    assert closed.response.headers["Location"] == "/staff?done=closed"
    page = person.get(f"/staff/cases/{case}")
    assert "Maria Lee closed it" in page.notices()
    assert "Receipt mailed" in page.notices()
    assert any_house.events(case) == ["claimed", "replied", "noted", "closed"]


def test_two_who_claim_at_once_one_wins_and_the_other_is_told(any_house: House) -> None:
    case = any_house.asked()
    people = [any_house.signed_in(f"agent{number}") for number in range(4)]
    tokens = [person.token() for person in people]

    def claim(number: int) -> Page:
        return people[number].send(f"/staff/cases/{case}/claim", {"form_token": tokens[number]})

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(claim, range(4)))
    assert sorted(page.status for page in pages) == [303, 409, 409, 409]
    winner = next(number for number, page in enumerate(pages) if page.status == 303)
    for number, page in enumerate(pages):
        if number != winner:
            assert f"Name of agent{winner} was faster" in page.notices()
            again = people[number].get(f"/staff/cases/{case}")
            assert f"Name of agent{winner} has this case." in again.notices()
            assert "text_en" not in again.areas
    assert any_house.events(case) == ["claimed"]


def test_a_reply_that_is_sent_twice_by_a_double_click_goes_once(any_house: House) -> None:
    case = any_house.asked()
    person = any_house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    page = person.get(f"/staff/cases/{case}")
    fields = {"form_token": page.inputs["form_token"], "key": page.inputs["key"],
              "text_en": "Bring the receipt."}  # fmt: skip

    def click(_: int) -> int:
        return person.send(f"/staff/cases/{case}/reply", fields).status

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(click, range(3))) == [303, 303, 303]
    assert any_house.staff_said(case) == ["Bring the receipt."]


def test_a_note_that_is_sent_twice_by_a_double_click_is_kept_once(any_house: House) -> None:
    case = any_house.asked()
    person = any_house.signed_in("mlee")
    page = person.get(f"/staff/cases/{case}")
    fields = {"form_token": page.inputs["form_token"], "key": page.inputs["key"],
              "note": "Called the DMV."}  # fmt: skip

    def click(_: int) -> int:
        return person.send(f"/staff/cases/{case}/note", fields).status

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(click, range(3))) == [303, 303, 303]
    assert any_house.events(case) == ["noted"]


def test_who_lost_the_case_keeps_the_text_and_sends_nothing(house: House) -> None:
    case = house.asked()
    slow, quick = house.signed_in("slow"), house.signed_in("quick")
    slow.do(f"/staff/cases/{case}/claim")
    house.clock.forward(LEASE.total_seconds() + 1)
    house.console.switchboard.run_out()
    quick.do(f"/staff/cases/{case}/claim")
    page = slow.do(f"/staff/cases/{case}/reply", key="k", text_en="Slow and steady")
    assert page.status == 409
    assert "Name of quick has it" in page.notices()
    assert page.areas["text_en"] == "Slow and steady"
    assert house.staff_said(case) == []
    for deed, fields in (("release", {}), ("close", {"outcome": "x"})):
        refused = slow.do(f"/staff/cases/{case}/{deed}", **fields)
        assert refused.status == 409
        assert "You do not have this case any more; Name of quick has it" in refused.notices()
    assert slow.do(f"/staff/cases/{case}/keep").status == 409
    assert quick.do(f"/staff/cases/{case}/keep").status == 204


def test_keeping_makes_the_lease_longer(house: House) -> None:
    case = house.asked()
    person = house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    for _ in range(3):
        house.clock.forward(LEASE.total_seconds() - 1)
        assert person.do(f"/staff/cases/{case}/keep").status == 204
        assert house.console.switchboard.run_out() == []


def test_a_case_is_handed_over_to_somebody_who_can_sign_in(house: House) -> None:
    case = house.asked()
    person, other = house.signed_in("mlee"), house.signed_in("other", name="Otto")
    person.do(f"/staff/cases/{case}/claim")
    assert person.do(f"/staff/cases/{case}/transfer", to="nobody").status == 409
    assert other.account
    assert person.do(f"/staff/cases/{case}/transfer", to=other.account.id).status == 303
    assert "Otto has this case." in person.get(f"/staff/cases/{case}").notices()
    assert "You have this case." in other.get(f"/staff/cases/{case}").notices()
    assert other.do(f"/staff/cases/{case}/release").status == 303
    assert "Nobody has this case." in other.get(f"/staff/cases/{case}").notices()
    assert house.events(case) == ["claimed", "transferred", "released"]


def test_an_administrator_gives_back_what_somebody_left(house: House) -> None:
    case = house.asked()
    person, chief = house.signed_in("mlee"), house.signed_in("chief", Role.ADMINISTRATOR)
    person.do(f"/staff/cases/{case}/claim")
    page = chief.get(f"/staff/cases/{case}")
    assert "Is Name of mlee not there?" in page.text
    assert "text_en" not in page.areas
    assert "/release" not in house.signed_in("other").get(f"/staff/cases/{case}").text
    assert chief.do(f"/staff/cases/{case}/release").status == 303
    assert "Nobody has this case." in person.get(f"/staff/cases/{case}").notices()


def test_one_reply_goes_to_all_who_asked_the_same_in_their_language(any_house: House) -> None:
    english, spanish, other = (any_house.asked(language=one) for one in ("en", "es", "es"))
    person = any_house.signed_in("mlee")
    person.do(f"/staff/cases/{english}/claim")
    page = person.get(f"/staff/cases/{english}")
    assert set(re.findall(r'name="also" value="([^"]+)"', page.text)) == {spanish, other}
    fields = {"key": "k1", "text_en": "Come in.", "text_es": "Pase.", "also": [spanish]}
    assert person.do(f"/staff/cases/{english}/reply", **fields).status == 303
    assert any_house.staff_said(english) == ["Come in."]
    assert any_house.staff_said(spanish) == ["Pase."]
    assert any_house.staff_said(other) == []
    fields = {"key": "k2", "text_en": "Once more.", "text_es": "", "also": [spanish]}
    sent = person.do(f"/staff/cases/{english}/reply", **fields).response.headers["Location"]
    assert f"Not sent to {spanish}" in person.get(sent.partition("#")[0]).notices()


def test_a_reply_in_the_other_language_alone_is_not_sent(house: House) -> None:
    case = house.asked(language="es")
    person = house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    page = person.do(f"/staff/cases/{case}/reply", key="k", text_en="Only English")
    assert page.status == 409
    assert "no text in the language that the resident reads" in page.notices()
    assert page.areas["text_en"] == "Only English"
    nothing = person.do(f"/staff/cases/{case}/reply", key="k", text_en=" ", text_es="\n")
    assert "Nothing was written yet." in nothing.notices()


def test_a_script_in_what_a_resident_or_a_colleague_wrote_is_text(house: House) -> None:
    case = house.asked(SCRIPT)
    house.says(case, SCRIPT)
    person = house.signed_in("mlee", name=SCRIPT)
    person.do(f"/staff/cases/{case}/claim")
    person.do(f"/staff/cases/{case}/note", note=SCRIPT)
    person.do(f"/staff/cases/{case}/reply", key="k", text_en=SCRIPT)
    other = house.signed_in("other")
    pages = [person.get("/staff"), person.get("/staff/account"), other.get("/staff"),
             other.get(f"/staff/cases/{case}"), other.get("/staff/queue"),
             other.do(f"/staff/cases/{case}/reply", text_en=SCRIPT, note=SCRIPT),
             other.do(f"/staff/cases/{case}/claim")]  # fmt: skip
    for page in pages:
        assert "alert(" in page.text
        scripts = [known for tag, known in page.tags if tag == "script"]
        assert all(str(known.get("src")).startswith("/staff/console.js?") for known in scripts)
        assert not [tag for tag, _ in page.tags if tag == "img"]
        assert not [key for _, known in page.tags for key in known if key.startswith("on")]
        assert "{{7*7}}" in page.text


@pytest.mark.parametrize(
    "guessed",
    ["0", "1", "4F-27", "9Y-99", "4F", "case", "%2e%2e%2f", "4F-27'--", "%00", "🙂", "x" * 3000,
     "4F-27%0d%0aX: y"],
)  # fmt: skip
def test_guessed_numbers_lead_nowhere(house: House, guessed: str) -> None:
    case = house.asked()
    person = house.signed_in("mlee")
    if guessed == case:
        return
    for suffix in ("", "/live"):
        page = person.get(f"/staff/cases/{guessed}{suffix}")
        assert page.status in (404, 303), page.text
        if page.status == 303:
            assert person.get(page.response.headers["Location"]).status == 404
    for deed in ("claim", "reply", "note", "close", "release", "transfer", "canned"):
        page = person.do(f"/staff/cases/{guessed}/{deed}", text_en="x", note="x", outcome="x")
        assert page.status in (404, 405)
    assert house.events(case) == []


def test_a_number_is_found_however_it_is_typed(house: House) -> None:
    case = house.asked()
    page = house.signed_in("mlee").get(f"/staff/cases/{case.lower().replace('-', '')}")
    assert page.response.headers["Location"] == f"/staff/cases/{case}"


def test_a_case_says_what_the_status_was_and_is(house: House) -> None:
    case = house.asked(topic="status", subjects=("recorder_of_deeds",))
    page = house.signed_in("mlee").get(f"/staff/cases/{case}")
    assert "Recorder of Deeds" in page.text
    assert "What the bot would say now" in page.text
    assert "Staff answer" in page.text


@pytest.mark.parametrize("reply", ["current_answer", "looking_into_it", "done"])
def test_ready_texts_are_filled_from_the_current_status(house: House, reply: str) -> None:
    case = house.asked(topic="status", subjects=("recorder_of_deeds",))
    person = house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    page = person.do(f"/staff/cases/{case}/canned", canned=reply, text_en="Hello.", key="k")
    assert page.status == 200
    assert page.areas["text_en"].startswith("Hello.\n\n")
    for text in page.areas["text_en"], page.areas["text_es"]:
        assert case in text
        assert "{" not in text
    if reply == "current_answer":
        assert "Recorder of Deeds" in page.areas["text_en"]
        assert "Registro" in page.areas["text_es"]
    assert page.inputs["key"] == "k"
    assert house.staff_said(case) == []


def test_a_ready_text_that_the_status_does_not_fill_is_not_put_in(house: House) -> None:
    case = house.asked(topic=None)
    person = house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    page = person.do(f"/staff/cases/{case}/canned", canned="current_answer", text_en="Hello.")
    assert page.areas["text_en"] == "Hello."
    assert "does not fill this text" in page.notices()
    assert person.do(f"/staff/cases/{case}/canned", canned="no such").status == 200


def test_why_a_case_presses_is_told_and_filtered(house: House) -> None:
    ticket = house.asked(sensitivity=Sensitivity.TICKET)
    account = house.asked(
        "look at my account",
        reason=Reason.ASKED_FOR_PERSON,
        sensitivity=Sensitivity.PERSONAL_ACCOUNT,
    )
    calm = house.asked("a person please", reason=Reason.ASKED_FOR_PERSON)
    person = house.signed_in("mlee")
    for query, found in (
        ("", [ticket, account, calm]),
        ("urgent=any", [ticket, account]),
        ("urgent=ticket", [ticket]),
        ("urgent=personal_account&language=en", [account]),
        ("urgent=deadline_today", []),
        ("urgent=nonsense", [ticket, account, calm]),
    ):
        page = person.get(f"/staff/queue?{query}")
        assert re.findall(r'id="case-([^"]+)"', page.text) == found
    page = person.get("/staff?urgent=ticket")
    assert "urgent: ticket" in page.text
    assert '<option value="ticket" selected>ticket</option>' in page.text
    page = person.get(f"/staff/cases/{account}")
    assert "urgent: personal account" in page.text
    assert "<dt>Urgent</dt><dd>personal account</dd>" in page.text


def test_a_case_is_summed_up_in_two_lines(house: House) -> None:
    case = house.asked(
        "¿me multan por placas vencidas?",
        language="es",
        subjects=("collection",),
        aspect="vehicle/ticket",
        sensitivity=Sensitivity.TICKET,
        facts=["case_by_case.ticket"],
    )
    person = house.signed_in("mlee")
    page = person.get(f"/staff/cases/{case}")
    assert "Vehicle: ticket, Collection. Spanish, web. Urgent: ticket.<br>" in page.text
    assert '<q lang="es">¿me multan por placas vencidas?</q>' in page.text
    rest = (
        "The bot told: Tickets for expired plates are looked at case by case. A person needs to"
    )
    assert rest in page.text
    assert "left no way to be reached; 1 message waits." in page.text
    assert rest in person.get("/staff/queue").text
    house.says(case, "¿hola?")
    assert "2 messages wait." in person.get("/staff/queue").text


def test_facts_are_told_in_words_and_marked_when_they_are_gone(house: House) -> None:
    case = house.asked(facts=["offices.recorder_of_deeds.closure", "deadlines.never_was"])
    page = house.signed_in("mlee").get(f"/staff/cases/{case}")
    assert "Recorder of Deeds: closed " in page.text
    assert '<small class="soft">offices.recorder_of_deeds.closure</small>' in page.text
    assert "Changed since." not in page.text
    assert "<li>deadlines.never_was <strong>No longer published.</strong></li>" in page.text


def test_a_ready_text_answers_the_question_of_the_case_itself(house: House) -> None:
    """Not what is asked most on its topic, nor the topic of asking for a person."""
    case = house.asked(
        reason=Reason.ASKED_FOR_PERSON,
        topic="person",
        aspect="how_to_pay/drop_box",
    )
    person = house.signed_in("mlee")
    person.do(f"/staff/cases/{case}/claim")
    page = person.do(f"/staff/cases/{case}/canned", canned="current_answer", key="k")
    assert "There are drop boxes" in page.areas["text_en"]
    assert "Hay buzones" in page.areas["text_es"]


def test_who_asked_again_stands_among_what_was_done(house: House) -> None:
    case = house.asked(reason=Reason.ASKED_FOR_PERSON)
    found = house.cases.by_id(case)
    assert found is not None
    again = CaseDraft(
        conversation=found.conversation,
        turn="m-again",
        reason=Reason.ASKED_FOR_PERSON,
        language="en",
        channel="web",
        question="is anybody there",
    )
    assert house.cases.open(again).id == case
    page = house.signed_in("mlee").get(f"/staff/cases/{case}")
    assert "the resident, asked again" in page.text
    assert "is anybody there" in page.text
