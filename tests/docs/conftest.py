from __future__ import annotations

from collections.abc import Iterator

import pytest

from docs.running_system import RunningSystem, running_system


@pytest.fixture(scope="session")
def system() -> Iterator[RunningSystem]:
    """A whole Countyline on the example, on ports and in a folder of its own."""
    with running_system() as started:
        yield started
