"""E-mail by a real server that fails in every way."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from countyline.notices.mail import MailSender
from countyline.notices.model import NotSent, Outcome, Sent
from countyline.settings import StaffMail
from tests.notices.scene import PUBLIC, START, notice, run
from tests.notices.smtp_server import Behavior, SmtpServer

PLAIN = StaffMail(
    to=("clerk@example.gov", "deputy@example.gov"),
    sender="desk@example.gov",
    host="127.0.0.1",
    port=0,
    username=None,
    password=None,
    starttls=False,
)


def send(server: SmtpServer, mail: StaffMail = PLAIN, step: float = 5, whole: float = 8) -> Outcome:
    sender = MailSender(replace(mail, port=server.port), PUBLIC, step, whole)
    return run(sender.send([notice()], START))


def test_a_mail_arrives(smtp: SmtpServer) -> None:
    assert send(smtp) == Sent()
    (mail,) = smtp.mails
    assert mail["Subject"] == "New case 4F-27: case by case, urgent: ticket, vehicle, Spanish, web"
    assert "https://chat.example.gov/staff/cases/4F-27" in str(mail.get_payload())
    assert [line for line in smtp.said if line.startswith(("mail", "rcpt"))] == [
        "mail FROM:<desk@example.gov>",
        "rcpt TO:<clerk@example.gov>",
        "rcpt TO:<deputy@example.gov>",
    ]


def test_our_name_is_not_asked_of_any_name_server(smtp: SmtpServer) -> None:
    send(smtp)
    assert smtp.said[0] == "ehlo example.gov"


@pytest.mark.parametrize(
    ("behavior", "why"),
    [
        (Behavior(answers={"CONNECT": "554 go away"}), "554"),
        (Behavior(answers={"MAIL": "451 later\tplease"}), "the server said: 451 later please"),
        (Behavior(answers={"MAIL": "550 never"}), "550"),
        (Behavior(answers={"RCPT": "550 who"}), "refused every address"),
        (Behavior(answers={"DATA": "452 full"}), "452"),
        (Behavior(answers={".": "554 looks like spam"}), "554"),
        (Behavior(answers={"MAIL": "what is this"}), "is this"),
        (Behavior(drops="CONNECT"), "no connection"),
        (Behavior(drops="EHLO"), "no connection"),
        (Behavior(drops="DATA"), "no connection"),
        (Behavior(drops="."), "no connection"),
    ],
    ids=str,
)
def test_failures_are_told_in_one_line(smtp: SmtpServer, behavior: Behavior, why: str) -> None:
    smtp.behavior = behavior
    outcome = send(smtp)
    assert isinstance(outcome, NotSent)
    assert why in outcome.why
    assert "\n" not in outcome.why


@pytest.mark.parametrize("when", ["CONNECT", "EHLO", "MAIL", "."])
def test_a_silent_server_is_not_waited_for(smtp: SmtpServer, when: str) -> None:
    smtp.behavior = Behavior(hangs=when)
    assert send(smtp, step=0.2) == NotSent("the server did not answer in time")


@pytest.mark.parametrize("when", ["CONNECT", "MAIL", "."])
def test_a_dripping_server_is_cut_off(smtp: SmtpServer, when: str) -> None:
    smtp.behavior = Behavior(drips=when)
    assert send(smtp, whole=0.5) == NotSent("it took too long")


def test_whoever_ends_does_not_wait_for_the_server(smtp: SmtpServer) -> None:
    smtp.behavior = Behavior(hangs=".")
    sender = MailSender(replace(PLAIN, port=smtp.port), PUBLIC, 60, 60)

    async def end() -> None:
        task = asyncio.create_task(sender.send([notice()], START))
        await asyncio.to_thread(smtp.got_mail.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    # It also waits for the thread.
    run(end())


def test_nobody_listens(smtp: SmtpServer) -> None:
    with SmtpServer() as gone:
        pass
    outcome = send(gone)
    assert isinstance(outcome, NotSent)
    assert "no connection" in outcome.why


def test_one_wrong_address_does_not_keep_it_from_the_others(smtp: SmtpServer) -> None:
    smtp.behavior = Behavior(answers={"rcpt TO:<clerk@example.gov>": "550 who"})
    assert send(smtp) == Sent("1 of the addresses were refused")
    assert len(smtp.mails) == 1


# TLS and signing in

SIGNED_IN = replace(PLAIN, host="localhost", starttls=True, username="desk", password="s3cret")


def test_with_tls_and_a_sign_in(
    smtp: SmtpServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    smtp.behavior = Behavior(certificate=certificate, offers=("AUTH PLAIN",))
    assert send(smtp, SIGNED_IN) == Sent()
    words = [line.split()[0] for line in smtp.said]
    assert words.index("STARTTLS") < words.index("AUTH") < words.index("mail")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    smtp: SmtpServer, certificate: Path
) -> None:
    smtp.behavior = Behavior(certificate=certificate, offers=("AUTH PLAIN",))
    outcome = send(smtp, SIGNED_IN)
    assert isinstance(outcome, NotSent)
    assert outcome.why.startswith("TLS failed: ")
    assert "AUTH" not in str(smtp.said)
    assert smtp.mails == []


def test_a_certificate_of_another_server_is_refused(
    smtp: SmtpServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    smtp.behavior = Behavior(certificate=certificate)
    outcome = send(smtp, replace(SIGNED_IN, host="127.0.0.1"))
    assert isinstance(outcome, NotSent)
    assert outcome.why.startswith("TLS failed: ")
    assert "AUTH" not in str(smtp.said)


def test_nothing_is_said_in_the_clear_when_tls_is_taken_away(smtp: SmtpServer) -> None:
    smtp.behavior = Behavior(offers=("AUTH PLAIN",))
    outcome = send(smtp, SIGNED_IN)
    assert isinstance(outcome, NotSent)
    assert "STARTTLS" in outcome.why
    assert {line.split()[0] for line in smtp.said} <= {"ehlo", "QUIT", "quit"}


def test_a_refused_sign_in_does_not_tell_the_password(
    smtp: SmtpServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    smtp.behavior = Behavior(
        certificate=certificate, offers=("AUTH PLAIN",), answers={"AUTH": "535 s3cret is wrong"}
    )
    assert send(smtp, SIGNED_IN) == NotSent("the server refused the sign-in (535)")
