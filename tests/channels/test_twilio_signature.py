"""What is Twilio's, and what only looks like it."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from countyline.channels.twilio_signature import FORM, JSON, Signatures
from tests.channels.site import PUBLIC_URL, Options
from tests.channels.texting import (
    ACCOUNT,
    STATUS,
    TOKEN,
    WEBHOOK,
    fields,
    kinds_in,
    posting,
    signature,
)

NO_ODD_LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PAIRS = st.lists(st.tuples(NO_ODD_LETTERS.filter(bool), NO_ODD_LETTERS), min_size=1, max_size=8)


@given(PAIRS, st.sampled_from(["", "a=1", "a=&b=%20"]))
def test_whatever_twilio_signs_is_taken(pairs: list[tuple[str, str]], query: str) -> None:
    address = PUBLIC_URL + WEBHOOK + (f"?{query}" if query else "")
    signed = signature(address, pairs)
    signatures = Signatures(TOKEN, PUBLIC_URL)
    body = urlencode(pairs).encode()
    assert signatures.holds(WEBHOOK, query, FORM, body, signed)
    assert not signatures.holds(WEBHOOK, query, FORM, body + b"&x=y", signed)
    assert not signatures.holds(STATUS, query, FORM, body, signed)
    assert not Signatures("other", PUBLIC_URL).holds(WEBHOOK, query, FORM, body, signed)


def test_twilios_own_library_signs_the_same() -> None:
    posted = fields()
    ours = signature(PUBLIC_URL + WEBHOOK, posted)
    assert RequestValidator(TOKEN).compute_signature(PUBLIC_URL + WEBHOOK, posted) == ours


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        ("https://chat.county.example", "https://chat.county.example"),
        ("https://chat.county.example", "https://chat.county.example:443"),
        ("https://chat.county.example:443", "https://chat.county.example"),
        ("http://chat.county.example", "http://chat.county.example:80"),
        ("https://chat.county.example:8443", "https://chat.county.example:8443"),
        ("https://county.example/chat", "https://county.example/chat"),
        ("https://county.example/chat", "https://county.example:443/chat"),
    ],
)
async def test_the_public_address_counts(options: Options, public: str, signed: str) -> None:
    async with posting(options, public) as post:
        posted = fields()
        answer = await post.raw(posted, signature(signed + WEBHOOK, posted))
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        assert answer.body.endswith(b"<Response></Response>")
        refused = await post.raw(posted, signature("https://elsewhere.example" + WEBHOOK, posted))
        assert (refused.status, refused.code) == (403, "wrong_signature")


async def test_blank_and_repeated_fields_are_signed_too(options: Options) -> None:
    async with posting(options) as post:
        pairs = [*fields().items(), ("Extra", "b"), ("Extra", "a"), ("Extra", "b"), ("New", "")]
        assert (await post.text(pairs)).status == 200
        without_blanks = [pair for pair in pairs if pair[1]]
        refused = await post.raw(pairs, signature(PUBLIC_URL + WEBHOOK, without_blanks))
        assert refused.status == 403


async def test_what_was_changed_is_refused(options: Options) -> None:
    async with posting(options) as post:
        posted = fields()
        signed = signature(PUBLIC_URL + WEBHOOK, posted)
        for changed in (
            {**posted, "Body": "something else"},
            {**posted, "From": "+18165550199"},
            {**posted, "Added": ""},
            {name: value for name, value in posted.items() if name != "ToCity"},
        ):
            assert (await post.raw(changed, signed)).code == "wrong_signature"
        for nothing in (None, ""):
            assert (await post.raw(posted, nothing)).code == "unsigned"
        for odd in ("ñ" * 28, "x", signed[:-1], signed + "=", signed.lower()):
            assert (await post.raw(posted, odd)).code == "wrong_signature"
        assert post.kinds() == []
        assert (await post.raw(posted, signed)).status == 200


async def test_another_account_is_refused(options: Options) -> None:
    async with posting(options) as post:
        answer = await post.text(fields(AccountSid="AC" + "9" * 32))
        assert (answer.status, answer.code) == (403, "wrong_account")
        assert post.kinds() == []


async def test_json_is_signed_by_its_hash(options: Options) -> None:
    async with posting(options) as post:
        body = json.dumps(fields(AccountSid=ACCOUNT)).encode()
        hashed = f"{WEBHOOK}?bodySHA256={hashlib.sha256(body).hexdigest()}"

        async def sent(path: str, what: bytes) -> int:
            headers = {
                "Content-Type": "application/json",
                "X-Twilio-Signature": signature(PUBLIC_URL + path),
            }
            return (await post.client.ask("POST", path, what, headers)).status

        assert await sent(hashed, body) == 200
        assert await sent(hashed, body + b" ") == 403
        assert await sent(WEBHOOK, body) == 403
        assert await sent(f"{hashed}&bodySHA256=00", body) == 403
        assert post.kinds() == ["message"]


def test_json_needs_the_hash_and_a_form_does_not() -> None:
    signed = signature(PUBLIC_URL + WEBHOOK)
    signatures = Signatures(TOKEN, PUBLIC_URL)
    assert not signatures.holds(WEBHOOK, "", JSON, b"", signed)
    assert signatures.holds(WEBHOOK, "", FORM, b"", signed)


async def test_a_flood_of_fields_is_refused(options: Options) -> None:
    async with posting(options) as post:
        pairs = [(f"f{number}", "") for number in range(2000)]
        assert (await post.text(pairs)).status == 403
        assert kinds_in(post.site.engine) == []


async def test_get_is_no_way_in(options: Options) -> None:
    async with posting(options) as post:
        assert (await post.client.get(WEBHOOK)).status == 405


