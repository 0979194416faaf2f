"""What we send is what Twilio describes, as a mock of others sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from countyline.problem import Problem
from countyline.running.widget import find_tools
from countyline.texting.model import Accepted, NotTaken, OutboundText
from countyline.texting.twilio_sender import TwilioSender
from tests.texting.mock_twilio import mock_twilio
from tests.texting.scene import OURS, PUBLIC_URL, THEIRS, account

SERVICE = "MG" + "1" * 32


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        tools = find_tools()
    except Problem as problem:
        pytest.skip(str(problem))
    with mock_twilio(tools, tmp_path_factory.mktemp("mock")) as address:
        yield address


def outbound(body: str = "Closed today.", ours: str | None = OURS) -> OutboundText:
    return OutboundText(
        id=1,
        key="0123456789abcdef01234567",
        conversation="c",
        ours=ours,
        theirs=THEIRS,
        body=body,
        segments=1,
        attempts=1,
        began_at=datetime.now(UTC),
    )


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ({}, outbound()),
        ({}, outbound("Sí, está cerrado. ¿Qué más? 👍")),
        ({}, outbound("x" * 1500)),
        ({}, outbound("1 & 2 = 3 + 4; 100%\nsecond line")),
        ({}, outbound(ours=None)),
        ({}, outbound(ours="22395")),
        ({"messaging_service_sid": SERVICE}, outbound()),
        ({"messaging_service_sid": SERVICE, "phone_number": None}, outbound(ours=None)),
    ],
)
def test_every_request_is_as_twilio_describes_it(
    mock: str, sender: dict[str, Any], text: OutboundText
) -> None:
    twilio = TwilioSender(account(mock, **sender), PUBLIC_URL)
    assert isinstance(twilio.send(text), Accepted)
    # The mock's examples hold none of our words.
    assert twilio.sent_before(text) == []


def test_the_mock_refuses_what_is_not(mock: str) -> None:
    refused = TwilioSender(account(f"{mock}/nowhere"), PUBLIC_URL).send(outbound())
    assert isinstance(refused, NotTaken)
