"""The page "Telling staff": what is set, how it does, a test of all, and switching off and on."""

from __future__ import annotations

from countyline.notices.book import DueSince, NoticeBook
from countyline.notices.model import NotSent, Way
from countyline.notices.webhook import WebhookSender
from tests.console.conftest import KEY, OFFERS, PASSWORD_OF_MAIL
from tests.console.house import House, Page, Role
from tests.notices.receiver import Receiver
from tests.notices.smtp_server import Behavior, SmtpServer


def without_secrets(page: Page) -> Page:
    for secret in (PASSWORD_OF_MAIL, KEY.decode(), "s3cret", "mailer"):
        assert secret not in page.text
    return page


def test_the_page_shows_what_is_set_and_how_it_does(told_house: House) -> None:
    chief = told_house.signed_in("chief", Role.ADMINISTRATOR)
    page = without_secrets(chief.get("/staff/telling"))
    assert "clerk@example.gov, desk@example.gov" in page.text
    assert "<dt>Goes to</dt><dd>127.0.0.1</dd>" in page.text
    assert page.text.count("<dt>Last sent</dt><dd>never</dd>") == 2
    book = NoticeBook(told_house.engine, told_house.clock)
    told_house.asked(), told_house.asked()
    book.make([Way.MAIL, Way.WEBHOOK], DueSince(None, None))
    book.sent(book.take(Way.MAIL, 50))
    [posted] = book.take(Way.WEBHOOK, 1)
    book.not_sent([posted], "the receiver answered 500", [WebhookSender.pause])
    page = without_secrets(chief.get("/staff/telling"))
    assert page.text.count("<dt>Last sent</dt><dd>never</dd>") == 1
    assert "<dt>Sent</dt><dd>2</dd>" in page.text
    assert "<dt>Waiting</dt><dd>2</dd>" in page.text
    assert "the receiver answered 500" in page.text


def test_a_test_goes_out_on_every_way_and_its_result_is_told(
    told_house: House, smtp: SmtpServer, receiver: Receiver
) -> None:
    chief = told_house.signed_in("chief", Role.ADMINISTRATOR, "Chris Fox")
    page = without_secrets(chief.do("/staff/telling/try"))
    assert page.status == 200
    assert "Every way took a test" in page.notices()
    assert "The mail server took a test for clerk@example.gov, desk@example.gov." in page.text
    assert "The webhook took a test." in page.text
    assert [mail["Subject"] for mail in smtp.mails] == ["Test of Countyline's notices"]
    assert [post.json["type"] for post in receiver.posts] == ["test"]
    smtp.behavior = Behavior(offers=OFFERS, answers={"MAIL": "550 no such sender"})
    receiver.answers.statuses = [500]
    page = without_secrets(chief.do("/staff/telling/try"))
    assert "Not every way took the test" in page.notices()
    assert "No e-mail could be sent: the server said: 550 no such sender." in page.text
    assert "The webhook took no test: the receiver answered 500." in page.text
    assert told_house.did()[-2:] == [
        ("Chris Fox", "notices_tried", "mail worked, webhook worked"),
        ("Chris Fox", "notices_tried", "mail failed, webhook failed"),
    ]


def test_a_way_is_switched_off_and_on(told_house: House, receiver: Receiver) -> None:
    chief = told_house.signed_in("chief", Role.ADMINISTRATOR, "Chris Fox")
    told_house.asked()
    book = NoticeBook(told_house.engine, told_house.clock)
    book.make([Way.WEBHOOK], DueSince(None, None))
    assert chief.do("/staff/telling/webhook/off").status == 303
    page = chief.get("/staff/telling?done=off")
    assert "switched off" in page.text
    assert "an administrator switched it off" in page.text
    assert book.is_off(Way.WEBHOOK, receiver.url)
    assert book.take(Way.WEBHOOK, 1) == []
    # A test goes out all the same, and leaves it off.
    assert "The webhook took a test." in chief.do("/staff/telling/try").text
    assert book.is_off(Way.WEBHOOK, receiver.url)
    assert chief.do("/staff/telling/webhook/on").status == 303
    assert not book.is_off(Way.WEBHOOK, receiver.url)
    assert chief.do("/staff/telling/pigeon/on").status == 404
    assert chief.do("/staff/telling/pigeon/off").status == 404
    assert [deed[1:] for deed in told_house.did()[-3:]] == [
        ("notices_switched_off", "webhook"),
        ("notices_tried", "mail worked, webhook worked"),
        ("notices_switched_on", "webhook"),
    ]


def test_where_no_way_is_set_the_page_says_what_to_set(house: House) -> None:
    chief = house.signed_in("chief", Role.ADMINISTRATOR)
    page = chief.get("/staff/telling")
    assert "COUNTYLINE_STAFF_MAIL" in page.text
    assert "Send a test" not in page.text
    assert "no way is set" in chief.do("/staff/telling/try").notices()
    assert chief.do("/staff/telling/mail/off").status == 303
    assert [what for _, what, _ in house.did()] == ["added", "signed_in"]


def test_a_reason_from_outside_is_text(told_house: House, smtp: SmtpServer) -> None:
    chief = told_house.signed_in("chief", Role.ADMINISTRATOR)
    smtp.behavior = Behavior(offers=OFFERS, answers={"MAIL": "550 <script>alert(1)</script>"})
    assert "<script>alert(1)" not in chief.do("/staff/telling/try").text
    told_house.asked()
    book = NoticeBook(told_house.engine, told_house.clock)
    book.make([Way.MAIL], DueSince(None, None))
    taken = book.take(Way.MAIL, 50)
    why = NotSent("the server said <script>alert(1)</script>").why
    book.not_sent(taken, why, [WebhookSender.pause])
    page = chief.get("/staff/telling")
    assert "alert(1)" in page.text
    assert "<script>alert(1)" not in page.text
