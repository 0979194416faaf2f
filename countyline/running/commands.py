"""`countyline run`, `countyline train` and `countyline publish`."""

import os

from countyline.settings import Settings


def run() -> None:
    """Start everything in the foreground; Ctrl-C stops it.

    Trains first if something changed, publishes the status document, starts Rasa and the action
    server, keeps them running, and says when residents get answers.

    Example: countyline run
    """
    from countyline.running import launch

    launch.run(Settings.from_environment(), os.environ)


def train() -> None:
    """Train the model, if anything that matters to it changed.

    Example: countyline train
    """
    from countyline.running import launch

    launch.train_when_needed(Settings.from_environment(), os.environ)


def publish() -> None:
    """Publish the status document now, without waiting for a running Countyline to see it.

    Example: countyline publish
    """
    from countyline.running import launch

    launch.publish_file(Settings.from_environment())
