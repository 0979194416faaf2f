"""A console for each test: on SQLite, and on PostgreSQL where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from countyline.answers.wording_files import load_wording
from countyline.console.accounts import Accounts
from countyline.console.passwords import Passwords
from countyline.console.sessions import Sessions
from countyline.database.engine import open_engine
from countyline.headline import present
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.current_status import CurrentStatusInService
from countyline.running.publishing import publisher_of
from countyline.settings import Settings, StaffMail, StaffWebhook
from countyline.status.publication_reader import PublicationReader
from tests.console.house import CHEAP, House, open_house
from tests.database.ready import (
    empty_sqlite,
    postgresql_schema,
    postgresql_url,
    sqlite_url,
    url,
)
from tests.desk.scene import Clock
from tests.notices.receiver import Receiver
from tests.notices.smtp_server import Behavior, SmtpServer

__all__ = ["empty_sqlite", "postgresql_schema", "postgresql_url", "sqlite_url", "url"]


PASSWORD_OF_MAIL = "s3cret-of-the-mail-server"
OFFERS = ("AUTH PLAIN",)
KEY = b"s3cret-of-the-webhook-of-staff!!"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The Jackson County example, published."""
    made = Settings.from_environment({"COUNTYLINE_VAR": str(tmp_path_factory.mktemp("var"))})
    assert publisher_of(made).refresh().error is None
    return made


@pytest.fixture(scope="session")
def current(settings: Settings) -> CurrentStatusInService:
    revisions = RevisionReader(settings.publication)
    return CurrentStatusInService(
        PublicationReader(settings.publication),
        load_wording(settings.root / "data"),
        lambda: present(revisions.current()),
        replay=True,
    )


@dataclass(frozen=True)
class Kept:
    """Accounts and sessions, without the pages."""

    engine: Engine
    accounts: Accounts
    sessions: Sessions
    clock: Clock


@pytest.fixture
def kept(url: str) -> Iterator[Kept]:
    engine, clock = open_engine(url), Clock()
    yield Kept(engine, Accounts(engine, clock, Passwords(CHEAP)), Sessions(engine, clock), clock)
    engine.dispose()


@pytest.fixture
def house(sqlite_url: str, settings: Settings, current: CurrentStatusInService) -> Iterator[House]:
    """A console on SQLite."""
    with open_house(sqlite_url, settings, current) as opened:
        yield opened


@pytest.fixture
def any_house(url: str, settings: Settings, current: CurrentStatusInService) -> Iterator[House]:
    """A console on either database."""
    with open_house(url, settings, current) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """The example with a publication of its own, which the test changes."""
    made = Settings.from_environment({"COUNTYLINE_VAR": str(tmp_path / "var")})
    assert publisher_of(made).refresh().error is None
    return made


@pytest.fixture
def office(sqlite_url: str, own: Settings, current: CurrentStatusInService) -> Iterator[House]:
    """A console on SQLite that publishes."""
    with open_house(sqlite_url, own, current) as opened:
        yield opened


@pytest.fixture
def any_office(url: str, own: Settings, current: CurrentStatusInService) -> Iterator[House]:
    """A console on either database that publishes."""
    with open_house(url, own, current) as opened:
        yield opened


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        server.behavior = Behavior(offers=OFFERS)
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


@pytest.fixture
def told_settings(settings: Settings, smtp: SmtpServer, receiver: Receiver) -> Settings:
    """The example, whose staff are told by e-mail and by a webhook."""
    mail = StaffMail(
        to=("clerk@example.gov", "desk@example.gov"),
        sender="bot@example.gov",
        host="127.0.0.1",
        port=smtp.port,
        username="mailer",
        password=PASSWORD_OF_MAIL,
        starttls=False,
    )
    return replace(settings, staff_mail=mail, staff_webhook=StaffWebhook(receiver.url, KEY))


@pytest.fixture
def told_house(
    url: str, told_settings: Settings, current: CurrentStatusInService
) -> Iterator[House]:
    """A console on either database, whose staff are told."""
    with open_house(url, told_settings, current) as opened:
        yield opened
