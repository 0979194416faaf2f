"""The action server: rasa-sdk's application in one process, on loopback, and the publisher.

    python -m countyline.running.action_server

rasa-sdk's own command starts four processes and listens on every interface. Its application is
served here as it is, but an error neither echoes nor logs the conversation.
"""

import asyncio
import logging
import os
import sys
import warnings
from typing import Any, TypeAlias

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from countyline.problem import Problem
from countyline.running.attended import end_with_supervisor
from countyline.running.publishing import keep_publishing, publish_everywhere
from countyline.settings import Settings

ACTIONS = "actions"
_KEEP_ALIVE_SECONDS = 75

App: TypeAlias = Sanic[Any, Any]

logger = logging.getLogger("countyline.actions")


def build(settings: Settings, executor: ActionExecutor) -> App:
    """Give the action server's application, with the publisher as a task of it."""
    app: App = create_app(executor, cors_origins=[])
    app.config.KEEP_ALIVE_TIMEOUT = _KEEP_ALIVE_SECONDS
    app.config.ACCESS_LOG = False
    _keep_errors_short(app)
    refresh = publish_everywhere(settings)

    async def watch_status(app: App) -> None:
        app.ctx.publishing = asyncio.create_task(keep_publishing(refresh))

    async def stop_watching(app: App) -> None:
        app.ctx.publishing.cancel()

    app.after_server_start(watch_status)
    app.before_server_stop(stop_watching)
    return app


def _keep_errors_short(app: App) -> None:
    """Replace rasa-sdk's error answer, which holds the whole conversation and so gets logged."""

    async def short_error(request: Request, error: Exception) -> HTTPResponse:
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        code = place.tb_frame.f_code if place else None
        where = f"{code.co_filename}:{place.tb_lineno}" if code and place else "unknown place"
        # Never the error's own text: it may quote what a resident wrote.
        logger.error("An action failed: %s at %s", type(error).__name__, where)
        status = getattr(error, "status_code", 500)
        return json({"error": "The action failed.", "action_name": None}, status=status)

    app.error_handler.cached_handlers.pop((Exception, None), None)
    app.error_handler.add(Exception, short_error)


def main() -> None:
    """Serve until SIGTERM."""
    end_with_supervisor(os.environ)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(levelname)s %(message)s"
    )
    # rasa-sdk 3.21 says at each call that Rasa is 3.6; a test of ours keeps that working.
    warnings.filterwarnings("ignore", module="rasa_sdk.utils")
    try:
        settings = Settings.from_environment()
    except Problem as problem:
        sys.exit(str(problem))
    executor = ActionExecutor()
    executor.register_package(ACTIONS)
    app = build(settings, executor)
    app.run(
        host="127.0.0.1",
        port=settings.actions_port,
        single_process=True,
        motd=False,
        access_log=False,
    )


if __name__ == "__main__":
    main()
