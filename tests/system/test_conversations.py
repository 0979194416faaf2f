"""Conversations as residents have them, over several turns."""

import pytest

from tests.system.system import Reply, System

PERSON_IN_ENGLISH = """
i want to talk to a person
human
agent please
representative
can i speak to someone
let me talk to a real person
connect me to staff
get me a human being
i need to speak with somebody
operator
i don't want to talk to a robot
transfer me to a person
is there someone i can talk to
can a real human help me
speak to a live agent
i'd rather talk to a person
person
put me through to a county employee
customer service please
stop, i want a human
""".strip().splitlines()

PERSON_IN_SPANISH = """
quiero hablar con una persona
una persona por favor
agente
representante
¿puedo hablar con alguien?
necesito hablar con un ser humano
páseme con una persona
comuníqueme con un empleado
quiero que me atienda alguien
operador
no quiero hablar con un robot
¿hay alguien que me pueda atender?
déjeme hablar con una persona de verdad
quiero hablar con un humano
prefiero hablar con una persona
necesito un agente
¿me puede atender una persona?
persona
quiero hablar con el personal del condado
ya, quiero hablar con un humano
""".strip().splitlines()


class Conversation:
    def __init__(self, system: System, sender: str) -> None:
        self._system, self.sender = system, sender

    def say(self, message: str) -> Reply:
        return self._system.ask(self.sender, message)


@pytest.fixture
def talk(county: System, resident: str) -> Conversation:
    return Conversation(county, resident)


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("is the recorder open", "status"),
        ("is the recorder open today", "status"),
        ("is collection open", "status"),
        ("is assessment open friday", "status"),
        ("¿está abierto el registro?", "status"),
        ("¿está abierta la recaudación?", "status"),
        ("when does the recorder reopen", "reopening"),
        ("can i pay my property tax online", "how_to_pay"),
        ("¿puedo pagar por internet?", "how_to_pay"),
        ("did they steal my data", "data_safety"),
        ("what happened", "incident"),
        ("what is closed", "status"),
    ],
)
def test_the_plainest_questions_are_answered_at_once(
    talk: Conversation, message: str, topic: str
) -> None:
    reply = talk.say(message)
    assert (reply["kind"], reply["topic"]) == ("answer", topic)


def test_follow_ups_live_on_what_was_said(talk: Conversation) -> None:
    first = talk.say("is the recorder open friday")
    assert (first["topic"], first["subjects"]) == ("status", ["recorder_of_deeds"])
    assert first["certainty"] == "expected"
    assert "Friday, April 5" in first.text

    office = talk.say("and assessment?")
    assert (office["topic"], office["subjects"]) == ("status", ["assessment"])
    assert "Friday, April 5" in office.text

    day = talk.say("¿y el lunes?")
    assert (day["language"], day["subjects"]) == ("es", ["assessment"])
    assert "lunes 8 de abril" in day.text
    assert day["certainty"] == "unknown"

    place = talk.say("where is that")
    assert (place["language"], place["topic"]) == ("en", "location")
    assert place["subjects"] == ["assessment"]
    assert "112 W. Lexington Ave" in place.text

    assert talk.say("thanks")["kind"] == "smalltalk"


@pytest.mark.parametrize(
    ("first", "follow_up", "topic", "subjects"),
    [
        ("is the recorder open tomorrow", "and collection?", "status", ["collection"]),
        ("is the recorder open tomorrow", "what about friday", "status", ["recorder_of_deeds"]),
        ("is the recorder open", "when does it reopen", "reopening", ["recorder_of_deeds"]),
        ("is collection open", "what is the phone number", "contact", ["collection"]),
        ("¿está abierta la recaudación?", "¿y tasación?", "status", ["assessment"]),
        ("¿está abierto el registro hoy?", "¿y mañana?", "status", ["recorder_of_deeds"]),
        ("¿está abierta la recaudación?", "¿dónde queda?", "location", ["collection"]),
        ("¿está abierta la recaudación?", "¿cuándo abre?", "reopening", ["collection"]),
    ],
)
def test_a_short_follow_up(
    talk: Conversation, first: str, follow_up: str, topic: str, subjects: list[str]
) -> None:
    talk.say(first)
    reply = talk.say(follow_up)
    assert reply["kind"] == "answer"
    assert (reply["topic"], reply["subjects"]) == (topic, subjects)


def test_repeat_says_the_last_answer_again(talk: Conversation) -> None:
    said = talk.say("is the recorder open friday")
    again = talk.say("can you say that again")
    assert again["kind"] == "smalltalk"
    assert again.text == said.text


def test_a_choice_is_picked_by_its_title(talk: Conversation) -> None:
    asked = talk.say("recorder")
    assert asked["kind"] == "clarify"
    wanted = next(choice for choice in asked["choices"] if choice["id"] == "status/open")
    picked = talk.say(wanted["title"])
    assert picked["kind"] == "answer"
    assert (picked["topic"], picked["subjects"]) == ("status", ["recorder_of_deeds"])


@pytest.mark.parametrize("spelled", [str.upper, str.lower, lambda title: title.rstrip("?") + " "])
def test_a_title_may_be_typed_by_hand(talk: Conversation, spelled: object) -> None:
    choices = talk.say("recorder")["choices"]
    wanted = next(choice["title"] for choice in choices if choice["id"] == "status/open")
    assert callable(spelled)
    assert talk.say(spelled(wanted))["topic"] == "status"


def test_a_choice_is_picked_by_its_number(talk: Conversation) -> None:
    choices = talk.say("recorder")["choices"]
    numbers = {choice["id"]: number for number, choice in enumerate(choices, start=1)}
    picked = talk.say(str(numbers["status/open"]))
    assert (picked["topic"], picked["subjects"]) == ("status", ["recorder_of_deeds"])


def test_a_number_without_choices_picks_nothing(talk: Conversation) -> None:
    assert talk.say("2")["kind"] in {"clarify", "decline", "smalltalk"}


def test_unsure_asks_once_and_then_gives_a_case(talk: Conversation) -> None:
    first = talk.say("asdf recordr assesmnt which one")
    assert first["kind"] == "clarify"
    assert first["case"] is None
    second = talk.say("recordr assesmnt thingy blorp")
    assert second["kind"] == "handoff"
    assert second["case"]["id"] in second.text


def test_what_is_unknown_is_offered_and_becomes_a_case(talk: Conversation) -> None:
    unknown = talk.say("will penalties be waived because of the attack")
    assert (unknown["kind"], unknown["certainty"]) == ("answer", "unknown")
    assert unknown["case"] is None
    accepted = talk.say("yes please")
    assert accepted["kind"] == "handoff"
    assert accepted["case"]["state"] == "open"
    assert accepted["case"]["id"] in accepted.text


def test_an_offer_can_be_accepted_in_spanish(talk: Conversation) -> None:
    assert talk.say("¿van a perdonar los recargos por el ataque?")["certainty"] == "unknown"
    accepted = talk.say("sí, por favor")
    assert (accepted["kind"], accepted["language"]) == ("handoff", "es")


def test_an_offer_can_be_refused(talk: Conversation) -> None:
    talk.say("will penalties be waived because of the attack")
    refused = talk.say("no thanks")
    assert (refused["kind"], refused["case"]) == ("smalltalk", None)


def test_yes_without_an_offer_opens_no_case(talk: Conversation) -> None:
    assert talk.say("yes please")["case"] is None


@pytest.mark.parametrize("wording", PERSON_IN_ENGLISH)
def test_a_person_at_once(talk: Conversation, wording: str) -> None:
    reply = talk.say(wording)
    assert (reply["kind"], reply["topic"], reply["language"]) == ("handoff", "person", "en")
    assert reply["case"]["id"] in reply.text


@pytest.mark.parametrize("wording", PERSON_IN_SPANISH)
def test_una_persona_enseguida(talk: Conversation, wording: str) -> None:
    reply = talk.say(wording)
    assert (reply["kind"], reply["topic"]) == ("handoff", "person")
    assert reply["case"]["id"] in reply.text
    assert reply["language"] == "es"


@pytest.mark.parametrize(
    "message",
    [
        "i got pulled over for expired tags because you are closed",
        "me pusieron una multa por las placas vencidas",
        "i need my tax receipt today, the license office closes at 5",
    ],
)
def test_case_by_case_goes_to_staff_at_once(talk: Conversation, message: str) -> None:
    reply = talk.say(message)
    assert reply["kind"] == "handoff"
    assert reply["case"]["id"] in reply.text


def test_a_case_is_found_again_in_its_conversation(talk: Conversation) -> None:
    case = talk.say("i want a person")["case"]
    assert talk.say("what became of my request")["case"] == case
    named = talk.say(f"any news on case {case['id']}?")
    assert named["case"] == case
    assert case["id"] in named.text


def test_a_case_is_found_from_another_conversation(county: System, talk: Conversation) -> None:
    case = talk.say("quiero hablar con una persona")["case"]
    elsewhere = county.ask(f"{talk.sender}-elsewhere", f"what happened with {case['id'].lower()}")
    assert elsewhere["case"] == case


def test_a_case_that_does_not_exist_is_not_made_up(talk: Conversation) -> None:
    # Numbers are drawn at random: so long a one is drawn by no test.
    reply = talk.say("what about case 2W-9999999")
    assert reply["case"] is None
    assert "2W-9999999" in reply.text


def test_a_contact_is_left_for_the_case(county: System, talk: Conversation) -> None:
    case = talk.say("i want a person")["case"]
    reply = talk.say("call me at 816-555-0142")
    assert reply["case"] == case
    assert case["id"] in reply.text
    mail = talk.say("or write to resident@example.org")
    assert mail["case"] == case
    (database,) = county.var.glob("*.db")
    stored = database.read_bytes() + (database.with_name(f"{database.name}-wal")).read_bytes()
    assert b"816-555-0142" in stored
    assert b"resident@example.org" in stored


def test_the_language_follows_the_resident(talk: Conversation) -> None:
    assert talk.say("is the recorder open friday")["language"] == "en"
    assert talk.say("¿y la oficina de tasación?")["language"] == "es"
    assert talk.say("ok")["language"] == "es"
    assert talk.say("can i pay my taxes online")["language"] == "en"
    assert talk.say("¿puedo pagar por correo?")["language"] == "es"


def test_nonsense_keeps_the_language_of_the_conversation(talk: Conversation) -> None:
    talk.say("is the recorder open friday")
    assert talk.say("asdf qwer zxcv")["language"] == "en"


@pytest.mark.parametrize(
    ("message", "topics", "facts"),
    [
        (
            "can i pay my taxes online? and is the assessor open on friday?",
            ["how_to_pay", "status"],
            ["payments.online", "offices.assessment.closure"],
        ),
        (
            "when does the recorder reopen? how do i get a marriage license?",
            ["reopening", "marriage_license"],
            ["offices.recorder_of_deeds.closure", "statements.marriage_any_county"],
        ),
        (
            "is collection open tomorrow and where is it",
            ["status", "location"],
            ["offices.collection.closure", "places.truman_courthouse"],
        ),
        (
            "¿está abierta la recaudación mañana? ¿puedo pagar por correo?",
            ["status", "how_to_pay"],
            ["offices.collection.closure", "payments.mail"],
        ),
        (
            "can i pay online and is the recorder open",
            ["how_to_pay", "status"],
            ["payments.online", "offices.recorder_of_deeds.closure"],
        ),
    ],
)
def test_two_questions_get_two_answers(
    talk: Conversation, message: str, topics: list[str], facts: list[str]
) -> None:
    reply = talk.say(message)
    assert reply["topics"] == topics
    assert set(facts) <= set(reply["facts"])


def context(**fields: object) -> dict[str, object]:
    return {
        "language": "en", "topic": "status", "aspect": "open", "subjects": ["recorder_of_deeds"],
        "date": None, "choices": [], "clarified": 0, "last": "", "offered": None, "question": "",
        **fields,
    }  # fmt: skip


def test_a_blank_tracker_lives_on_the_context_that_is_sent_along(
    county: System, resident: str
) -> None:
    friday = {"kind": "weekday", "weekday": 4, "which": "bare"}
    reply = county.ask(resident, "and assessment?", context=context(date=friday))
    assert (reply["topic"], reply["subjects"]) == ("status", ["assessment"])
    assert "Friday, April 5" in reply.text


def test_open_choices_come_back_with_the_context(county: System, resident: str) -> None:
    choices = [{"id": "status/open", "title": "Is it open?"}, {"id": "person", "title": "Person"}]
    reply = county.ask(resident, "1", context=context(topic=None, aspect=None, choices=choices))
    assert (reply["topic"], reply["subjects"]) == ("status", ["recorder_of_deeds"])


def test_an_offer_comes_back_with_the_context(county: System, resident: str) -> None:
    sent = context(offered="staff", question="will penalties be waived")
    assert county.ask(resident, "yes please", context=sent)["kind"] == "handoff"


def test_the_language_comes_back_with_the_context(county: System, resident: str) -> None:
    assert county.ask(resident, "ok", context=context(language="es"))["language"] == "es"


def test_a_hint_decides_where_the_words_do_not(county: System, resident: str) -> None:
    assert county.ask(resident, "no", language="es")["language"] == "es"


def test_the_same_message_sent_twice_opens_one_case(county: System, resident: str) -> None:
    first = county.ask(resident, "i want a person", message_id="SM1")
    second = county.ask(resident, "i want a person", message_id="SM1")
    assert first["case"] == second["case"]


def test_asking_again_later_is_the_same_case(talk: Conversation) -> None:
    first = talk.say("my car is missing on my bill, i need a person")
    for _ in range(5):
        talk.say("is the recorder open")
    second = talk.say("i want a person")
    assert first["case"]["id"] == second["case"]["id"]
    assert "already waiting for a person" in second.text


def test_another_matter_later_opens_another_case(talk: Conversation) -> None:
    first = talk.say("my car is missing on my bill, i need a person")
    second = talk.say("i need a tax receipt today or i lose my car")
    assert first["case"]["id"] != second["case"]["id"]
