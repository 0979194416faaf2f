"""What holds for all tests.

No test is about time: a property is tried as long as it takes, on a busy machine too. And a test
that both databases could run takes one of them, by turns, so that half of the time is enough; what
is about transactions and migrations runs on both (`ON_BOTH`).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from countyline import headline

DATABASES = ("sqlite", "postgresql")
ON_BOTH = (
    "tests/database/",
    "tests/cases/test_store.py",
    "tests/desk/test_any_order.py",
    "tests/desk/test_hand_over.py",
    "tests/ledger/test_sealing.py",
)
"""Parts of the paths of test files whose tests run on both databases."""

settings.register_profile(
    "countyline",
    parent=settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("countyline")


@pytest.fixture(autouse=True)
def _no_time_of_an_earlier_test() -> None:
    """A program resolves the time it pretends once; each test is a program of its own."""
    headline._offset.cache_clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave each test that both databases could run with one of them."""
    variants: defaultdict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        database = _database(item)
        if database and not any(part in _path(item) for part in ON_BOTH):
            variants[item.nodeid.replace(database, "*", 1)][database] = item
    left_out = {
        found[DATABASES[crc32(name.encode()) % 2]]
        for name, found in variants.items()
        if len(found) == len(DATABASES)
    }
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _database(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    given = [one for one in getattr(callspec, "params", {}).values() if isinstance(one, str)]
    return next((one for one in given if one in DATABASES), None)


def _path(item: pytest.Item) -> str:
    return Path(item.path).as_posix()
