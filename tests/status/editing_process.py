"""A process that publishes an edition, and is killed at a step: for the tests of that."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from countyline.status import revisions
from countyline.status.edition_publisher import Edition, EditionPublisher


def main(directory: str, text: str, step: str) -> None:
    """Publish, and be killed before a step: `store`, `swap`, or `end` for after the last."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    steps = {"store": "store_folder", "swap": "replace_file"}
    if step in steps:
        setattr(revisions, steps[step], die)
    approved = Path(text).read_text(encoding="utf-8")
    publishing = EditionPublisher(
        Path(directory),
        lambda: datetime.now(UTC),
        {"fallback.json": lambda document: {"of": document.identifier}},
    )
    publishing.publish(Edition(key="7Q@1", text=approved, expected=1, by="Ana"))
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
