"""Texts that Twilio posts: kept once, acknowledged with nothing, answered later."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from countyline.channels.sms.webhook import sms_blueprint
from countyline.database.engine import reading
from countyline.desk.schema import conversations, inbox, outbox, turns
from countyline.texting.schema import opt_outs, text_inbox, text_threads, texts
from tests.channels.client import client_of
from tests.channels.fake_brain import FakeBrain
from tests.channels.site import Options, build, serve, until
from tests.channels.texting import STATUS, WEBHOOK, Post, fields, posting


def all_of(post: Post, table: Any) -> list[Any]:
    with reading(post.site.engine) as connection:
        return list(connection.execute(select(table)))


async def test_a_text_is_on_disk_before_it_is_acknowledged(options: Options) -> None:
    brain = FakeBrain()
    brain.may_answer.clear()
    async with posting(options, brain=brain) as post:
        answer = await post.text(fields("is the recorder open"))
        assert answer.status == 200
        [message] = all_of(post, inbox)
        assert message.text == "is the recorder open"
        [thread] = all_of(post, text_threads)
        assert (thread.ours, thread.theirs) == ("+18165550100", "+18165550123")
        assert thread.theirs[1:] not in thread.conversation
        brain.may_answer.set()
        await until(lambda: all_of(post, outbox))


async def test_repeats_at_once_are_one_text(options: Options) -> None:
    async with posting(options) as post:
        posted = fields()
        answers = await asyncio.gather(*(post.text(posted) for _ in range(10)))
        assert {answer.status for answer in answers} == {200}
        assert len(all_of(post, inbox)) == len(all_of(post, turns)) == 1
        assert (await post.text({**posted, "Body": "something else"})).status == 200
        assert len(all_of(post, inbox)) == 1


@pytest.mark.parametrize("sender", ["22395", "894546", "TWILIO", "whatsapp:+18165550123"])
async def test_programs_are_recorded_and_not_answered(options: Options, sender: str) -> None:
    async with posting(options) as post:
        assert (await post.text(fields(From=sender))).status == 200
        assert post.kinds() == ["not_served"]
        assert all_of(post, conversations) == all_of(post, outbox) == []


async def test_other_countries_are_recorded_and_not_answered(options: Options) -> None:
    async with posting(options) as post:
        assert (await post.text(fields(From="+442079460000"))).status == 200
        assert (await post.text(fields("STOP", From="+442079460000"))).status == 200
        [first, _] = all_of(post, text_inbox)
        assert (first.kind, first.sender) == ("not_served", "…0000")
        assert all_of(post, outbox) == []
        assert [row.number for row in all_of(post, opt_outs)] == ["+442079460000"]


async def test_twilios_own_answer_is_not_repeated(options: Options) -> None:
    async with posting(options) as post:
        assert (await post.text(fields("STOP", OptOutType="STOP"))).status == 200
        assert post.kinds() == ["stop"]
        assert [row.how for row in all_of(post, opt_outs)] == ["twilio"]
        assert all_of(post, texts) == []


async def test_a_stop_is_confirmed_once(options: Options) -> None:
    async with posting(options) as post:
        await post.text(fields("Stop texting me please"))
        [text] = all_of(post, texts)
        assert (text.is_confirmation, text.state) == (True, "queued")
        assert [row.how for row in all_of(post, opt_outs)] == ["words"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"MessageSid": "", "SmsSid": ""}, "MessageSid"),
        ({"MessageSid": "x y z a b c d"}, "MessageSid"),
        ({"From": ""}, "From"),
        ({"To": ""}, "To"),
        ({"From": "\x00+1816"}, "From"),
    ],
)
async def test_malformed_texts_are_refused_in_plain_words(
    options: Options, changed: dict[str, str], field: str
) -> None:
    async with posting(options) as post:
        answer = await post.text(fields(**changed))
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert field in answer.json["error"]["message"]
        assert post.kinds() == []


async def test_a_text_that_cannot_be_kept_is_not_acknowledged(options: Options) -> None:
    async with posting(options) as post:
        post.site.threads.close()
        answer = await post.text(fields())
        assert (answer.status, answer.code) == (503, "not_saved")


async def test_statuses_are_noted_once_and_never_go_back(options: Options) -> None:
    async with posting(options) as post:
        await post.text(fields("HELP"))
        [text] = all_of(post, texts)
        path = f"{STATUS}?text={text.key}"
        sid = "SM" + "f" * 32

        async def told(status: str, **more: str) -> str:
            posted = fields(MessageSid=sid, SmsSid=sid, MessageStatus=status, **more)
            assert (await post.text(posted, path)).status == 204
            return str(all_of(post, texts)[0].state)

        # The first one tells the id, should nobody have heard it from Twilio.
        assert await told("sent") == "sent"
        assert all_of(post, texts)[0].sid == sid
        assert await told("queued") == "sent"
        assert await told("delivered") == "delivered"
        assert await told("sent") == "delivered"
        assert await told("undelivered", ErrorCode="30003") == "delivered"
        assert await told("a_new_word") == "delivered"


async def test_a_status_of_nothing_that_is_known_is_taken(options: Options) -> None:
    async with posting(options) as post:
        posted = fields(MessageStatus="sent")
        assert (await post.text(posted, STATUS)).status == 204
        assert (await post.text(posted, f"{STATUS}?text=abcdefgh")).status == 204
        assert (await post.raw(posted, None, STATUS)).status == 403


async def test_without_an_account_texts_are_refused(
    options: Options, caplog: pytest.LogCaptureFixture
) -> None:
    parts = build(options, FakeBrain())
    parts.app.blueprint(sms_blueprint(None))
    async with serve(parts) as site, client_of(site.url) as client:
        post = Post(site, client)
        for path in (WEBHOOK, STATUS):
            answer = await post.text(fields(), path)
            assert (answer.status, answer.code) == (403, "not_configured")
    assert "TWILIO_AUTH_TOKEN is not set" in caplog.text


async def test_no_number_is_logged(options: Options, caplog: pytest.LogCaptureFixture) -> None:
    async with posting(options) as post:
        await post.text(fields("hello"))
        await post.text(fields("STOP"))
        await post.raw(fields(), "wrong")
    assert "8165550123" not in caplog.text


