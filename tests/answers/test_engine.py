"""Which road a message takes, and what the conversation remembers of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from countyline.answers.answer import CaseReport, Choice
from countyline.answers.context import Context
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Guess, Part
from countyline.answers.reply import CASE_MARK, Reply
from countyline.answers.roads.leaving_contact import leaves_contact
from countyline.status.model import LANGUAGES, Language, Phrases, Told
from tests.answers.asking import CHICAGO, FRIDAY, at, on, part, reply_to, snapshot, told

FIRST = snapshot("2024-04-03")
THIRD = snapshot("2024-04-22")
OPENED = datetime(2024, 4, 3, 8, tzinfo=CHICAGO)
UNSURE = part("status/open", confident=False, confidence=0.4)


def case(id_: str, state: str = "open", outcome: str | None = None) -> CaseReport:
    return CaseReport(id_, state, OPENED, outcome)  # type: ignore[arg-type]


def kind(reply: Reply) -> str:
    return reply.answer.kind


# Danger


@pytest.mark.parametrize("confidence", [0.4, 0.95])
def test_danger_comes_before_everything_else(confidence: float) -> None:
    danger = part("safety/danger", confident=False, confidence=confidence)
    waiting = Context(choices=(Choice("person", "a question"),), offered_staff=True)
    reply = reply_to(FIRST, part("status/open", "collection"), danger, context=waiting)
    assert reply.answer.topics == ("safety",)
    assert reply.answer.text == "If someone is in danger, call 911 now."
    assert reply.context.choices == ()


def test_danger_is_heard_in_a_language_that_is_not_known() -> None:
    reply = reply_to(FIRST, part("safety/danger"), language="und")
    assert "911" in reply.answer.text


# Unsure


def test_unsure_asks_once_and_then_goes_to_a_person() -> None:
    asked = reply_to(FIRST, UNSURE, text="asdf")
    assert kind(asked) == "clarify"
    assert 2 <= len(asked.answer.choices) <= 3
    assert asked.answer.choices[-1].id == "person"
    again = reply_to(FIRST, UNSURE, text="qwer", context=asked.context)
    assert kind(again) == "handoff"
    assert again.answer.escalation is not None
    assert again.answer.escalation.reason == "not_understood"
    assert again.answer.escalation.question == "asdf / qwer"
    assert again.context.clarified == 0


@pytest.mark.parametrize("how", ["title", "id", "number"])
def test_a_choice_is_picked_by_title_id_or_number(how: str) -> None:
    guesses = (Guess("status", "open", 0.4), Guess("hours", "saturday", 0.3))
    asked = reply_to(FIRST, replace(UNSURE, alternatives=guesses), text="recorder what")
    number, choice = 2, asked.answer.choices[1]
    said = {"title": choice.title.upper(), "id": choice.id, "number": str(number)}[how]
    reply = reply_to(FIRST, part("smalltalk/help"), text=said, context=asked.context)
    assert kind(reply) == "answer"
    assert reply.answer.topics == ("hours",)


@pytest.mark.parametrize("text", ["", "...", "\N{THUMBS UP SIGN}"])
def test_what_has_no_letters_picks_nothing(text: str) -> None:
    context = Context(choices=(Choice("", ""), Choice("person", "Ask a person")))
    reply = reply_to(FIRST, part("status/open", "collection"), text=text, context=context)
    assert kind(reply) == "answer"


def test_a_choice_of_an_older_program_is_asked_anew() -> None:
    context = Context(choices=(Choice("gone/away", "Old"),), topic="gone", aspect="away")
    assert kind(reply_to(FIRST, UNSURE, text="Old", context=context)) == "clarify"


# A published statement that may be asked for

ASKS = Phrases(en=("where do the plates come from",), es=("dónde dan las placas",))
WITH_ASKS = FIRST.model_copy(
    update={
        "statements": {
            **FIRST.statements,
            "plates": FIRST.statements["plates"].model_copy(update={"asks": ASKS}),
        }
    }
)
PLATES = replace(UNSURE, offered="statements.plates")


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Where do the plates come from?"), ("es", "¿Dónde dan las placas?")],
)
def test_a_statement_is_offered_and_told_when_it_is_picked(language: Language, title: str) -> None:
    asked = reply_to(WITH_ASKS, PLATES, text="asdf", language=language)
    assert kind(asked) == "clarify"
    assert asked.answer.choices[0] == Choice("statement:statements.plates", title)
    assert asked.answer.choices[-1].id == "person"
    help_ = part("smalltalk/help")
    reply = reply_to(WITH_ASKS, help_, text=title, language=language, context=asked.context)
    assert kind(reply) == "answer"
    assert "statements.plates" in reply.answer.facts
    assert reply.answer.topics == ("vehicle",)


def test_a_statement_that_is_gone_is_neither_offered_nor_told() -> None:
    gone = replace(UNSURE, offered="statements.gone")
    asked = reply_to(WITH_ASKS, gone, text="asdf")
    assert all(choice.id.partition(":")[0] != "statement" for choice in asked.answer.choices)
    context = Context(choices=(Choice("statement:statements.gone", "Old"),), question="asdf")
    reply = reply_to(WITH_ASKS, UNSURE, text="Old", context=context)
    assert "statements.gone" not in reply.answer.facts


def test_a_statement_is_told_when_it_is_vouched_for_alone() -> None:
    named = replace(UNSURE, statement="statements.plates")
    assert kind(reply_to(FIRST, named, text="asdf")) == "clarify"
    assert kind(reply_to(FIRST, replace(named, confident=True), text="asdf")) == "answer"


# Several subjects and no topic

BOTH = part("status/open", "recorder_of_deeds", "assessment", confident=False, confidence=0.3)


@pytest.mark.parametrize(
    ("language", "question", "titles"),
    [
        ("en", "Which one do you mean?", ["Recorder of Deeds", "Assessment", "Ask a person"]),
        ("es", "¿A cuál se refiere?",
         ["Registro de Escrituras (Recorder of Deeds)", "Tasación (Assessment)",
          "Hablar con una persona"]),
    ],
)  # fmt: skip
def test_subjects_without_a_topic_are_asked_apart(
    language: Language, question: str, titles: list[str]
) -> None:
    asked = reply_to(FIRST, BOTH, text="asdf recordr assesmnt which one", language=language)
    assert kind(asked) == "clarify"
    assert told(asked) == question
    assert [choice.title for choice in asked.answer.choices] == titles
    ids = [choice.id for choice in asked.answer.choices]
    assert ids == ["subject:recorder_of_deeds", "subject:assessment", "person"]


@pytest.mark.parametrize("how", ["title", "number", "words"])
def test_the_subject_picked_gets_the_topic_that_waits(how: str) -> None:
    context = Context(topic="status", aspect="open", subjects=("collection",), date=FRIDAY)
    asked = reply_to(FIRST, BOTH, text="recorder assessment", context=context)
    asked = replace(asked, context=replace(asked.context, date=FRIDAY))
    text = {"title": "Assessment", "number": "2", "words": "the assessor's one"}[how]
    named = part("voting/id", "assessment", confident=False, confidence=0.2)
    reply = reply_to(FIRST, named, text=text, context=asked.context)
    assert reply.answer.subjects == ("assessment",)
    assert told(reply).startswith("The Assessment office is likely closed on Friday, April 5")


def test_the_subject_picked_without_a_topic_is_asked_what_is_wanted_of_it() -> None:
    asked = reply_to(FIRST, BOTH, text="recorder assessment")
    then = reply_to(FIRST, BOTH, text="Assessment", context=asked.context)
    assert kind(then) == "clarify"
    assert told(then) == "What would you like to know about Assessment?"
    done = reply_to(FIRST, BOTH, text=then.answer.choices[0].title, context=then.context)
    assert kind(done) == "answer" and done.answer.subjects == ("assessment",)


def test_a_service_and_its_office_are_one_and_three_subjects_are_three_choices() -> None:
    same = replace(BOTH, subjects=("marriage_license", "recorder_of_deeds"))
    assert told(reply_to(FIRST, same)) == "What would you like to know about marriage licenses?"
    three = replace(BOTH, subjects=("collection", "tax_receipts", "assessment", "kceb"))
    ids = [choice.id for choice in reply_to(FIRST, three).answer.choices]
    assert ids == ["subject:tax_receipts", "subject:assessment", "subject:kceb", "person"]


def test_a_single_subject_without_a_topic_is_asked_what_is_wanted_of_it() -> None:
    one = reply_to(FIRST, replace(BOTH, subjects=("collection",)))
    assert told(one) == "What would you like to know about Collection?"


# Staff


@pytest.mark.parametrize("language", LANGUAGES)
def test_offered_staff_yes_opens_a_case_and_no_does_not(language: Language) -> None:
    unknown = reply_to(FIRST, part("deadlines/penalty"), text="late fee?", language=language)
    assert unknown.context.offered_staff
    yes = reply_to(
        FIRST, part("smalltalk/agree"), text="ok", context=unknown.context, language=language
    )
    assert kind(yes) == "handoff"
    assert yes.answer.escalation is not None
    assert yes.answer.escalation.reason == "nothing_published"
    assert yes.answer.escalation.question == "late fee?"
    no = reply_to(
        FIRST, part("smalltalk/refuse"), text="no", context=unknown.context, language=language
    )
    assert kind(no) == "smalltalk"
    assert not no.context.offered_staff


def test_a_yes_that_answers_nothing_opens_no_case() -> None:
    known = reply_to(FIRST, part("data_safety/taken"))
    reply = reply_to(FIRST, part("smalltalk/agree"), context=known.context)
    assert kind(reply) == "smalltalk"


def test_the_number_of_the_case_takes_its_place_in_the_text() -> None:
    reply = reply_to(FIRST, part("person/human"))
    done = reply.with_case(case("4F-27"))
    assert CASE_MARK not in done.answer.text
    assert "4F-27" in done.answer.text and done.context.last == done.answer.card
    assert done.answer.as_json()["case"] == {"id": "4F-27", "state": "open"}


def test_staff_who_are_not_at_work_are_said_not_to_be() -> None:
    evening = reply_to(FIRST, part("person/human"), now=at("2024-04-03", "19:00"))
    assert "Staff are not at work right now." in evening.answer.text
    assert "not at work" not in reply_to(FIRST, part("person/human")).answer.text


SOON = Told(en="within two working days", es="en dos días hábiles")


@pytest.mark.parametrize(
    ("language", "aim"),
    [
        ("en", "They aim to answer within two working days."),
        ("es", "El personal procura responder en dos días hábiles."),
    ],
)
def test_a_time_is_told_only_if_staff_have_set_one(language: Language, aim: str) -> None:
    staff = FIRST.staff.model_copy(update={"target": SOON})
    promised = FIRST.model_copy(update={"staff": staff})
    asked = part("person/human")
    assert aim in reply_to(promised, asked, language=language).answer.text
    assert aim not in reply_to(FIRST, asked, language=language).answer.text
    mine = KnownCases({}, own=[case("4F-27")])
    status = part("person/case")
    assert aim in reply_to(promised, status, language=language, cases=mine).answer.text


# Cases


def test_of_another_s_case_only_the_state_is_told() -> None:
    secret = "We paid it back"
    others = KnownCases({"4F-27": case("4F-27", "closed", secret)})
    reply = reply_to(FIRST, part("person/case"), cases=others)
    assert kind(reply) == "handoff"
    assert "4F-27 is closed" in reply.answer.text and secret not in reply.answer.text
    own = KnownCases({}, [case("4F-27", "closed", secret)])
    assert secret in reply_to(FIRST, part("person/case"), cases=own).answer.text


def test_every_case_that_was_named_gets_a_word() -> None:
    named = KnownCases({"4F-27": case("4F-27", "claimed"), "9Z-99": None})
    text = reply_to(FIRST, part("person/case"), cases=named).answer.text
    assert "Case 4F-27 is with a staff member." in text
    assert "I cannot find case 9Z-99." in text


def test_without_a_case_there_is_a_way_to_a_person() -> None:
    reply = reply_to(FIRST, part("person/case"))
    assert kind(reply) == "clarify"
    assert [choice.id for choice in reply.answer.choices] == ["person"]


def test_a_number_is_added_to_the_open_case_and_the_question_beside_it_answered() -> None:
    own = KnownCases({}, [case("4F-27")])
    text = "816-555-0142"
    left = reply_to(FIRST, part("person/accept", text=text), text=text, cases=own)
    assert (left.contact, left.contact_for) == (text, "4F-27")
    text = "816-555-0142. is collection open friday"
    both = reply_to(
        FIRST,
        part("person/accept", text="816-555-0142"),
        part("status/open", "collection", dates=[FRIDAY], text="is collection open friday"),
        text=text,
        cases=own,
    )
    assert both.contact == "816-555-0142"
    assert "added it to case 4F-27" in both.answer.text
    assert "likely closed on Friday" in both.answer.text


def test_the_county_s_own_number_is_asked_about_and_not_left() -> None:
    own = KnownCases({}, [case("4F-27")])
    asked = part("data_safety/genuine")
    reply = reply_to(FIRST, asked, text="is (816) 881-3232 really you", cases=own)
    assert reply.contact is None
    assert kind(reply) == "answer"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("call 816-555-0142", True),
        ("+1 (816) 555 0142", True),
        ("a.b+c@mail.example.org", True),
        ("I paid $1234.56 on 4/3", False),
        ("parcel 12345678901234", False),
    ],
)
def test_what_leaves_a_contact(text: str, found: bool) -> None:
    assert leaves_contact(text) is found


# Two questions


def test_two_questions_are_both_answered() -> None:
    reply = reply_to(FIRST, part("status/open", "collection"), part("deadlines/penalty"))
    assert reply.answer.topics == ("status", "deadlines")
    assert "closed today" in told(reply) and "penalties" in told(reply)
    assert reply.answer.certainty == "unknown"


def test_a_part_that_was_not_understood_is_not_passed_over() -> None:
    reply = reply_to(FIRST, part("status/open", "collection"), UNSURE)
    assert kind(reply) == "answer"
    assert "I did not understand the rest of your message." in reply.answer.text


def test_a_part_that_is_not_county_business_is_not_passed_over() -> None:
    reply = reply_to(FIRST, part("status/open", "collection"), part("out_of_scope/other"))
    assert "I can only help with Jackson County business." in reply.answer.text


def test_a_greeting_before_a_question_is_no_question() -> None:
    reply = reply_to(FIRST, part("smalltalk/greeting"), part("data_safety/taken"))
    assert reply.answer.topics == ("data_safety",)
    hello = reply_to(FIRST, part("smalltalk/greeting"), part("smalltalk/thanks"))
    assert kind(hello) == "smalltalk"


# The conversation


def test_a_fragment_lives_on_the_conversation() -> None:
    first = reply_to(FIRST, part("status/open", "collection", dates=[FRIDAY]))
    fragment = part("status/open", "recorder_of_deeds", fragment=True, confident=False)
    reply = reply_to(FIRST, fragment, text="and the recorder?", context=first.context)
    assert "The Recorder of Deeds office is likely closed on Friday, April 5" in told(reply)
    day = part("hours/saturday", fragment=True, confident=False, dates=[on(4, 3)])
    then = reply_to(FIRST, day, text="and today?", context=reply.context)
    assert "The Recorder of Deeds office is closed today" in told(then)


def test_where_is_that_asks_of_what_was_just_spoken_of() -> None:
    first = reply_to(FIRST, part("status/open", "recorder_of_deeds"))
    where = part("location/where", text="where is that")
    assert reply_to(FIRST, where, context=first.context).answer.subjects == ("recorder_of_deeds",)


def test_the_language_changes_midway_and_is_remembered() -> None:
    english = reply_to(FIRST, part("status/open", "collection"))
    assert english.context.language == "en"
    spanish = reply_to(FIRST, part("smalltalk/thanks"), language="es", context=english.context)
    assert spanish.answer.language == "es" and spanish.context.language == "es"
    declined = reply_to(FIRST, part("out_of_scope/other"), language="es", context=english.context)
    assert declined.context.language == "es"


def test_any_other_language_gets_one_bilingual_question() -> None:
    asked = reply_to(FIRST, part("status/open"), language="und", text="bonjour")
    assert kind(asked) == "clarify" and asked.answer.language == "und"
    titles = [choice.title for choice in asked.answer.choices]
    assert titles == ["English", "Español", "A person / Una persona"]
    assert "816-881-3232" in asked.answer.text
    spanish = reply_to(
        FIRST, part("smalltalk/help"), text="español", language="und", context=asked.context
    )
    assert spanish.answer.language == "es" and spanish.context.language == "es"


def test_the_last_answer_is_said_again() -> None:
    first = reply_to(FIRST, part("data_safety/taken"))
    again = reply_to(FIRST, part("smalltalk/repeat"), context=first.context)
    assert again.answer.text == first.answer.text
    assert again.answer.card == again.context.last == first.answer.card


def test_a_capped_message_is_said_to_be() -> None:
    from countyline.answers.engine import Answerer
    from countyline.answers.question import Question
    from tests.answers.asking import wording

    question = Question("x", "en", (part("data_safety/taken"),), capped=True)
    reply = Answerer(FIRST, wording()).reply(question, Context(), FIRST.sent)
    assert reply.answer.card.paragraphs[-1].endswith("so I read only the first part.")


# Others' business, wrong beliefs


def test_another_government_s_business_is_declined_unless_ours_is_named_too() -> None:
    other = part("status/open", foreign=("IRS",))
    assert kind(reply_to(FIRST, other)) == "decline"
    both = reply_to(FIRST, part("status/open", "collection", foreign=("Clay County",)))
    assert told(both).startswith("I can only speak for Jackson County.")
    assert kind(both) == "answer"


def test_where_others_are_named_naturally_they_are_no_veto() -> None:
    genuine = part("data_safety/genuine", foreign=("IRS",))
    assert kind(reply_to(FIRST, genuine)) == "answer"


@pytest.mark.parametrize(
    ("name", "premise", "lead"),
    [
        ("voting/when", "election_moved", "The election of Tuesday, April 2, was held."),
        ("identity/theft", "data_stolen", "At this time, the county knows of nothing"),
        ("deadlines/penalty", "online_down", "You can pay online"),
        ("deadlines/penalty", "open_again", "No, the offices are not open as usual."),
    ],
)
def test_a_wrong_belief_is_set_right_first(name: str, premise: str, lead: str) -> None:
    assert told(reply_to(FIRST, part(name, premises=(premise,)))).startswith(lead)


def test_offices_that_are_open_again_are_not_said_to_be_shut() -> None:
    for subjects in ((), ("collection",)):
        asked = part("deadlines/penalty", *subjects, premises=("open_again",))
        assert "No, the offices" not in told(reply_to(THIRD, asked))


def test_of_a_day_that_is_unknown_nobody_says_that_it_is_closed() -> None:
    asked = part("deadlines/penalty", premises=("open_again",))
    assert "No, the offices" not in told(reply_to(FIRST, asked, now=at("2024-04-08")))


# Days that are not clear


def test_a_day_that_may_be_one_of_two_is_asked_back() -> None:
    ambiguous = {"kind": "date", "month": 5, "day": 4, "year": 2024, "ambiguous": True}
    asked = reply_to(FIRST, part("status/open", "collection", dates=[ambiguous]))
    assert kind(asked) == "clarify"
    titles = [choice.title for choice in asked.answer.choices]
    assert titles == ["Saturday, May 4", "Friday, April 5", "Ask a person"]
    reply = reply_to(FIRST, part("smalltalk/help"), text=titles[1], context=asked.context)
    assert "The Collection office is likely closed on Friday, April 5" in told(reply)


def test_a_day_that_cannot_be_told_is_not_taken_for_today() -> None:
    nowhere = {"kind": "date", "month": 2, "day": 30}
    asked = reply_to(FIRST, part("hours/open_hours", "collection", dates=[nowhere]))
    assert kind(asked) == "clarify"
    assert told(asked).startswith("I did not understand the date.")
    fragment = part("status/open", fragment=True, confident=False, dates=[FRIDAY])
    reply = reply_to(FIRST, fragment, text="friday", context=asked.context)
    assert reply.answer.topics == ("hours",)
    assert "Friday, April 5" in told(reply)
    again = reply_to(
        FIRST, part("status/open", "collection", dates=[nowhere]), context=asked.context
    )
    assert kind(again) == "handoff"


def test_a_day_that_does_not_matter_is_not_asked_back() -> None:
    nowhere = {"kind": "date", "month": 2, "day": 30}
    assert kind(reply_to(FIRST, part("how_to_pay/posted", dates=[nowhere]))) == "answer"


# Published examples


def test_a_published_example_of_no_topic_is_still_an_answer() -> None:
    mail = FIRST.payments["mail"].model_copy(update={"about": ()})
    document_ = FIRST.model_copy(update={"payments": {"mail": mail}})
    for name, topic in (("smalltalk/help", "other_service"), ("deadlines/penalty", "deadlines")):
        reply = reply_to(document_, part(name, statement="payments.mail", confidence=0.3))
        assert reply.answer.topics == (topic,)
        assert reply.answer.facts == ("payments.mail",)


def test_a_published_example_takes_the_topic_of_its_statement() -> None:
    asked = part("smalltalk/help", statement="payments.mail", confidence=0.3)
    reply = reply_to(FIRST, asked)
    assert reply.answer.topics == ("how_to_pay",)
    assert reply.answer.facts == ("payments.mail",)


# A topic that is clear, and an aspect that is not


def torn(*names: str, subject: str = "") -> Part:
    pairs = (name.split("/") for name in names)
    guesses = [Guess(topic, aspect, 0.5) for topic, aspect in pairs]
    unsure = part(names[0], *([subject] if subject else []), confident=False)
    return replace(unsure, topic_confident=True, alternatives=tuple(guesses))


def test_what_both_aspects_get_alike_is_told_without_asking() -> None:
    reply = reply_to(FIRST, torn("data_safety/taken", "data_safety/mine", "media/press"))
    assert kind(reply) == "answer"
    assert reply.answer.topics == ("data_safety",)


def test_no_neighbors_fact_is_told_but_both_aspects_are_offered() -> None:
    reply = reply_to(FIRST, torn("marriage_license/requirements", "marriage_license/ceremony"))
    assert kind(reply) == "clarify"
    assert [choice.id for choice in reply.answer.choices] == [
        "marriage_license/requirements",
        "marriage_license/ceremony",
        "person",
    ]


def test_a_thing_that_was_named_leaves_both_aspects_among_the_choices() -> None:
    unsure = torn("recording/record", "recording/fees", subject="recorder_of_deeds")
    reply = reply_to(FIRST, unsure)
    assert [choice.id for choice in reply.answer.choices] == [
        "recording/record",
        "recording/fees",
        "person",
    ]


def test_two_topics_are_no_two_aspects() -> None:
    reply = reply_to(FIRST, torn("recording/record", "assessment/value"))
    assert kind(reply) == "clarify"


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_back_is_no_question_of_how_to_pay(language: Language) -> None:
    reply = reply_to(FIRST, part("how_to_pay/refund"), language=language)
    assert reply.answer.certainty == "unknown"
    assert "payments.jacksongov.org" not in told(reply)
    assert "816-881-3232" in told(reply)
