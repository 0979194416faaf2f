"""A site for each test, a publication for all, and an ear on everything that is logged."""

from __future__ import annotations

import asyncio
import inspect
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import structlog

from countyline.database.engine import open_engine
from countyline.database.migrating import upgrade
from countyline.running.publishing import publisher_of
from countyline.settings import Settings
from tests.channels.client import Client, client_of, told
from tests.channels.site import Options, Site, open_site

OpenSite: TypeAlias = Callable[..., AbstractAsyncContextManager[tuple[Site, Client]]]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine function as a test."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Jackson County example, published."""
    settings = Settings.from_environment({"COUNTYLINE_VAR": str(tmp_path_factory.mktemp("var"))})
    assert publisher_of(settings).refresh().error is None
    return settings.publication


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest shape; making it takes longer than most tests."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def options(tmp_path: Path, publication: Path, empty_database: Path) -> Options:
    file = shutil.copyfile(empty_database, tmp_path / "countyline.db")
    return Options(file=file, publication=publication)


@pytest.fixture
def site(options: Options) -> OpenSite:
    """Opens a site with a client; its keyword arguments are fields of `Options`."""

    @asynccontextmanager
    async def opened(**changed: Any) -> AsyncIterator[tuple[Site, Client]]:
        async with (
            open_site(Options(**{**vars(options), **changed})) as served,
            client_of(served.url) as client,
        ):
            yield served, client

    return opened


@pytest.fixture(autouse=True)
def nothing_told_is_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Whatever a test does: no token and no text of a resident comes out in a log."""
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    caplog.set_level(logging.DEBUG)
    told.clear()
    yield
    structlog.configure(**before)
    out, err = capfd.readouterr()
    logged = "\n".join([caplog.text, out, err])
    for secret in told:
        assert len(secret.strip()) < 4 or secret not in logged
    told.clear()
