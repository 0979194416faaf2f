"""Fills templates. Everything is escaped; the style is inline, and there is no inline script."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from countyline.page.loading import style, template_sources


def filled(template: str, values: dict[str, Any]) -> str:
    """Fill a template."""
    return _environment().get_template(template).render(style=Markup(style()), **values)


def content_security_policy_hashes() -> tuple[str, ...]:
    """Give the sources that a strict `style-src` needs for the pages, such as `'sha256-…'`.

    `img-src data:` lets the page's icon be shown, which stands in the page itself. `script-src`
    needs none. The only inline script element is JSON-LD, a data block: the HTML
    standard returns from "prepare the script element" for any type that is no script before it
    comes to the check of the policy.
    """
    digest = b64encode(sha256(style().encode()).digest()).decode()
    return (f"'sha256-{digest}'",)


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader(template_sources()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
