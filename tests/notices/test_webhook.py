"""Posts to a real receiver that fails in every way."""

import base64
import hashlib
import hmac
from datetime import timedelta
from pathlib import Path

import pytest

from countyline.notices.model import NotSent, Outcome, Sent, Unwanted
from countyline.notices.webhook import LONGEST_WISH, WebhookSender, signature_headers
from countyline.settings import StaffWebhook
from tests.notices.receiver import Answers, Receiver
from tests.notices.scene import PUBLIC, START, notice, run

KEY = b"k" * 32


def send(receiver: Receiver, seconds: float = 8) -> Outcome:
    sender = WebhookSender(StaffWebhook(receiver.url, KEY), PUBLIC, seconds)
    return run(sender.send([notice()], START))


def test_a_post_is_signed_as_standard_webhooks_has_it(receiver: Receiver) -> None:
    assert send(receiver) == Sent()
    (post,) = receiver.posts
    assert post.path == "/hook?key=s3cret"
    assert post.headers["content-type"] == "application/json"
    assert post.json["data"]["case"] == "4F-27"
    # As a receiver checks it.
    seconds = post.headers["webhook-timestamp"]
    assert int(seconds) == START.timestamp()
    signed = f"{post.id}.{seconds}.".encode() + post.body
    digest = hmac.new(KEY, signed, hashlib.sha256).digest()
    assert post.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_the_signature_of_the_specifications_example() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = START.fromtimestamp(1614265330, START.tzinfo)
    headers = signature_headers(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_id_stays_the_same(receiver: Receiver) -> None:
    receiver.answers.statuses = [503]
    send(receiver)
    send(receiver)
    assert [post.id for post in receiver.posts] == ["n-1", "n-1"]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_it_is_done(receiver: Receiver, status: int) -> None:
    receiver.answers.statuses = [status]
    assert send(receiver) == Sent()


def test_gone(receiver: Receiver) -> None:
    receiver.answers.statuses = [410]
    assert send(receiver) == Unwanted()


@pytest.mark.parametrize("status", [400, 401, 404, 408, 429, 500, 502, 503])
def test_it_is_tried_again(receiver: Receiver, status: int) -> None:
    receiver.answers.statuses = [status]
    assert send(receiver) == NotSent(f"the receiver answered {status}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, status: int) -> None:
    with Receiver() as elsewhere:
        receiver.answers = Answers([status], {"Location": elsewhere.url})
        outcome = send(receiver)
        assert elsewhere.posts == []
    assert isinstance(outcome, NotSent)
    assert "redirects are not followed" in outcome.why


@pytest.mark.parametrize(
    ("wish", "pause"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("99999999", LONGEST_WISH),
        ("Wed, 03 Apr 2024 15:10:00 GMT", timedelta(minutes=10)),
        ("Wed, 03 Apr 2024 14:00:00 GMT", timedelta(0)),
        ("Wed, 03 Apr 2999 14:00:00 GMT", LONGEST_WISH),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("Wed, 99 Apr 2024 99:00:00 GMT", None),
    ],
)
def test_a_receiver_may_say_when_to_come_again(
    receiver: Receiver, wish: str, pause: timedelta | None
) -> None:
    receiver.answers = Answers([503], {"Retry-After": wish})
    outcome = send(receiver)
    assert isinstance(outcome, NotSent)
    assert outcome.after == pause


@pytest.mark.parametrize(
    "answers", [Answers(drops=True), Answers(garbles=True), Answers(hangs=True)], ids=str
)
def test_whatever_comes_back_is_one_line_without_the_address(
    receiver: Receiver, answers: Answers
) -> None:
    receiver.answers = answers
    outcome = send(receiver, 0.5 if answers.hangs else 8)
    assert isinstance(outcome, NotSent)
    assert "\n" not in outcome.why
    for secret in ("s3cret", "127.0.0.1", "hook"):
        assert secret not in outcome.why


def test_an_endless_answer_is_not_read(receiver: Receiver) -> None:
    receiver.answers = Answers([200], body=b"x" * 50_000_000)
    assert send(receiver) == Sent()


def test_nobody_listens() -> None:
    with Receiver() as gone:
        pass
    outcome = send(gone)
    assert isinstance(outcome, NotSent)
    assert str(gone.url) not in outcome.why


def test_a_proxy_of_the_surroundings_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert send(receiver) == Sent()


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    import ssl

    with Receiver() as receiver:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        receiver._server.socket = context.wrap_socket(receiver._server.socket, server_side=True)
        url = receiver.url.replace("http://127.0.0.1", "https://localhost")
        outcome = run(WebhookSender(StaffWebhook(url, KEY), PUBLIC).send([notice()], START))
        assert isinstance(outcome, NotSent)
        assert receiver.posts == []
