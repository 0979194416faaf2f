"""Fills the console's templates. Everything is escaped; no script and no style but our own runs."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.environment import Environment
from markupsafe import Markup
from sanic.response import HTTPResponse, html

from countyline.cases.words import in_words, language_in_words
from countyline.topics import TOPICS

_FOLDER = Path(__file__).with_name("templates")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def filled(template: str, values: Mapping[str, Any]) -> str:
    """Fill a template."""
    return _environment().get_template(template).render(style=Markup(style()), **values)


def page(
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTTPResponse:
    """Give a page, or a part of one, that nobody may keep, frame or add a script to."""
    return html(filled(template, values), status, {**_security(), **(headers or {})})


@cache
def style() -> str:
    """Read the style sheet, as it stands between the tags of a page."""
    lines = (_FOLDER / "style.css").read_text(encoding="utf-8").splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


@cache
def script() -> bytes:
    """Read the console's one script."""
    return (_FOLDER / "console.js").read_bytes()


@cache
def script_tag() -> str:
    """Name the script as it is now, so that a browser that keeps it notices a change."""
    return sha256(script()).hexdigest()[:16]


def age_in_words(age: timedelta) -> str:
    """Write how long something waits, such as `3 h 20 min`."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    days = seconds // _DAY
    return f"{days} day{'s' if days > 1 else ''} {seconds % _DAY // _HOUR} h"


def moment_in(zone: tzinfo) -> Callable[[datetime], str]:
    """Give what writes a moment in the county's time, with the weekday."""

    def written(moment: datetime) -> str:
        local = moment.astimezone(zone)
        half = "a.m." if local.hour < 12 else "p.m."
        clock = f"{local.hour % 12 or 12}:{local.minute:02}"
        return f"{local:%a, %b} {local.day}, {clock} {half}"

    return written


@cache
def _security() -> Mapping[str, str]:
    digest = b64encode(sha256(style().encode()).digest()).decode()
    policy = {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "img-src": "data:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in policy.items()),
        "Cache-Control": "no-store",
        # Not `no-referrer`: browsers then hide the origin of our own forms.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["in_words"] = in_words
    environment.filters["age"] = age_in_words
    environment.filters["language"] = language_in_words
    environment.filters["html_language"] = lambda code: code if code in ("en", "es") else "und"
    environment.filters["paragraphs"] = lambda text: re.split(r"\n+", text.strip())
    environment.globals["script_tag"] = script_tag()
    environment.globals["topics"] = tuple(TOPICS)
    return environment
