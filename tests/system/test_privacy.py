"""Secret numbers stay nowhere: not in a reply, a log, the database or Rasa's tracker."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.system.contract import violations
from tests.system.system import Reply, System

# Numbers that nobody has: never issued, or made for tests by the card networks.
SOCIAL = "536-28-7714"
SECRETS = [
    "my ssn is 536-28-7714",
    "ssn 536287714 please check",
    "my social security number: 536 28 7714",
    "social 536.28.7714",
    "my social is 5 3 6 2 8 7 7 1 4",
    "ssn:536–28–7714",
    "ssn ５３６-２８-７７１４",
    "five three six two eight seven seven one four is my social",
    "mi seguro social es 536-28-7714",
    "mi número de seguro social es cinco tres seis dos ocho siete siete uno cuatro",
    "536-28-7714",
    "is the recorder open 536-28-7714 friday",
    "i want a person, my ssn is 536-28-7714",
    "536\u200b-28-\u200b7714 ssn",
    "my card is 4111 1111 1111 1111",
    "card 4111-1111-1111-1111 exp 12/26 cvv 737",
    "4111111111111111",
    "my amex is 3782 822463 10005",
    "tarjeta 5555 5555 5555 4444",
    "can i pay with 5555555555554444 please call me",
    "my bank account number is 000123456789",
    "account 000123456789 routing 021000021",
    "mi cuenta bancaria es 000123456789",
    "número de ruta 021000021",
    "<b>536-28-7714</b> is my ssn",
    '/inform{"ssn": "536-28-7714"}',
    '{"ssn": "536-28-7714"}',
    "x" * 980 + " my ssn is 536-28-7714",
]
_DIGITS = ("536287714", "4111111111111111", "378282246310005", "5555555555554444",
           "000123456789", "021000021")  # fmt: skip
_SPOKEN = re.compile(
    r"three six two eight seven seven one four|tres seis dos ocho siete siete uno cuatro"
)


def leaks(text: str) -> list[str]:
    """Give the secret numbers that a text holds, however they are grouped."""
    grouped = re.sub(r"(?<=\d)[\s.\-–\u200b]+(?=\d)", "", text)
    ascii_digits = "".join(str(int(c)) if c.isdecimal() else c for c in grouped)
    found = [digits for digits in _DIGITS if digits in ascii_digits]
    return found + _SPOKEN.findall(text) + re.findall(r"cvv 737", text)


@pytest.fixture(scope="module")
def told(talkative: System) -> dict[str, list[Reply]]:
    """Every secret told in every way, with what came back."""
    replies: dict[str, list[Reply]] = {}
    for number, message in enumerate(SECRETS):
        sender = f"teller-{number}"
        replies[message] = [
            talkative.ask(sender, message),
            talkative.ask(sender, "i want a person"),
            talkative.ask(sender, f"call 816-555-0142, {message}"),
        ]
    context = {"language": "en", "question": SECRETS[0], "last": SECRETS[14], SOCIAL: SOCIAL}
    replies["context"] = [
        talkative.ask("teller-context", "yes please", context={**context, "offered": "staff"})
    ]
    return replies


def test_no_reply_holds_a_secret(told: dict[str, list[Reply]]) -> None:
    for message, replies in told.items():
        for reply in replies:
            everything = json.dumps(reply.messages, ensure_ascii=False)
            assert leaks(everything) == [], message
            assert "[###]" not in reply.text, message
            assert violations(reply, reply.messages[0]["recipient_id"]) == []


def test_a_question_beside_a_secret_is_answered(told: dict[str, list[Reply]]) -> None:
    reply = told["is the recorder open 536-28-7714 friday"][0]
    assert (reply["kind"], reply["subjects"]) == ("answer", ["recorder_of_deeds"])


@pytest.mark.usefixtures("told")
def test_no_log_holds_a_secret(talkative: System) -> None:
    logs = talkative.logs()
    assert "DEBUG" in logs, "Rasa is to log all that it can"
    assert leaks(logs) == []


@pytest.mark.usefixtures("told")
def test_no_tracker_holds_a_secret(talkative: System) -> None:
    with closing(connect(talkative.var / "tracker.db")) as database:
        rows = [row[0] for row in database.execute("SELECT data FROM events")]
    assert len(rows) > len(SECRETS)
    assert [found for row in rows if (found := leaks(row))] == []


@pytest.mark.usefixtures("told")
def test_no_case_holds_a_secret(talkative: System) -> None:
    with closing(connect(talkative.var / "countyline.db")) as database:
        rows = database.execute("SELECT question, contact FROM cases").fetchall()
    assert len(rows) >= len(SECRETS)
    assert [row for row in rows if leaks(" ".join(map(str, row)))] == []
    assert any("816-555-0142" in str(contact) for _, contact in rows)


@pytest.mark.usefixtures("told")
def test_no_file_holds_a_secret(talkative: System) -> None:
    written = [path for path in talkative.var.rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert leaks(path.read_bytes().decode("utf-8", "replace")) == [], path.name


# Size and shape


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("is the recorder open friday? " + "please tell me. " * 320, "only the first part"),
        ("¿está abierto el registro el viernes? " + "dígame por favor. " * 300, "primera parte"),
        ("x" * 5000, "only the first part"),
    ],
)
def test_an_endless_message_is_capped_politely(
    county: System, resident: str, message: str, said: str
) -> None:
    reply = county.ask(resident, message)
    assert violations(reply, resident) == []
    assert said in reply.text
    assert len(reply.text) < 3000


def test_a_message_of_a_thousand_characters_is_read_whole(county: System, resident: str) -> None:
    reply = county.ask(resident, ("is the recorder open friday? " * 40)[:1000])
    assert "first part" not in reply.text


BAD_REQUESTS: list[tuple[object, int]] = [
    (b"", 400),
    (b"{", 400),
    (b"not json", 400),
    (b"\xff\xfe\x00", 400),
    (b"[]", 400),
    (b'"text"', 400),
    (b"null", 400),
    (b"12", 400),
    (b"[" * 10_000, 400),
    (b'{"a":' * 3_000, 400),
    (b'{"sender": "a", "message": "b"} trailing', 400),
    ({"sender": "a"}, 400),
    ({"sender": "a", "message": None}, 400),
    ({"sender": "a", "message": 5}, 400),
    ({"sender": "a", "message": ["is it open"]}, 400),
    ({"sender": "a", "message": {"text": "x"}}, 400),
    ({"message": "hello"}, 400),
    ({"sender": "", "message": "hello"}, 400),
    ({"sender": None, "message": "hello"}, 400),
    ({"sender": 7, "message": "hello"}, 400),
    ({"sender": ["a"], "message": "hello"}, 400),
    ({"sender": "a\x00b", "message": "hello"}, 400),
    ({"sender": "a\nb", "message": "hello"}, 400),
    ({"sender": "s" * 201, "message": "hello"}, 400),
    ({"sender": "s" * 200_000, "message": "hello"}, 413),
    ({"sender": "a", "message": "hello", "metadata": "x"}, 400),
    ({"sender": "a", "message": "hello", "metadata": [1]}, 400),
    ({"sender": "a", "message": "x" * 20_000}, 413),
    (b"x" * 1_000_000, 413),
    ({"sender": "a", "message": "hello", "metadata": {"x": "y" * 20_000}}, 413),
]


@pytest.mark.parametrize(("body", "status"), BAD_REQUESTS, ids=lambda value: repr(value)[:40])
def test_a_bad_request_is_refused_in_plain_words(county: System, body: object, status: int) -> None:
    code, raw = county.post(body)
    assert code == status
    refusal = json.loads(raw)
    assert set(refusal) == {"error"}
    assert set(refusal["error"]) == {"code", "message"}
    assert re.fullmatch(r"[a-z_]+", refusal["error"]["code"])
    assert refusal["error"]["message"].endswith(".")
    for trace in (b"Traceback", b".py", b"Error(", b"Exception", b"sanic", b"rasa"):
        assert trace not in raw


def test_bad_requests_leave_no_trace_in_the_log(county: System) -> None:
    secret = json.dumps({"sender": "a", "message": f"my ssn is {SOCIAL}"})[:-1].encode()
    assert county.post(secret)[0] == 400
    assert leaks(county.logs()) == []
    assert "Traceback" not in county.logs()


def test_the_folder_of_the_running_system_holds_no_text_of_a_refused_request(
    county: System,
) -> None:
    county.post({"sender": "a", "message": "zyzzyva " * 3000})
    files: list[Path] = [path for path in county.var.rglob("*") if path.is_file()]
    assert not [path for path in files if b"zyzzyva" in path.read_bytes()]
