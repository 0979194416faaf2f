"""Where the keyboard is, inside shadow roots too, and whether that can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_MOST = 150

_FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const root = at.getRootNode();
  // The middle of the part that is in the window.
  const within = (start, end, size) => (Math.max(start, 0) + Math.min(end, size)) / 2;
  const top = root.elementFromPoint(
    within(box.left, box.right, innerWidth), within(box.top, box.bottom, innerHeight));
  const words = (at.labels?.[0] ?? at).cloneNode(true);
  words.querySelectorAll("[hidden], [aria-hidden=true]").forEach(each => each.remove());
  const name = at.getAttribute("aria-label") ?? words.textContent;
  return {
    tag: at.localName,
    name: name.replace(/\\s+/g, " ").trim(),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    in_sight: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    covered: !(top && (at === top || at.contains(top) || top.contains(at))),
    in_widget: root instanceof ShadowRoot,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """One place where Tab stops. `outline` is the width of the ring around it, in pixels."""

    tag: str
    name: str
    outline: float
    in_sight: bool
    covered: bool
    in_widget: bool


def focused(page: Page) -> Stop | None:
    """Give where the focus is; None when it is nowhere on the page."""
    found: dict[str, Any] | None = page.evaluate(_FOCUSED)
    return Stop(**found) if found else None


def tab_to(page: Page, name: str, key: str = "Tab", *, in_widget: bool = False) -> list[Stop]:
    """Press Tab until a stop has this name; give the stops on the way, that one last."""
    stops: list[Stop] = []
    for _ in range(_MOST):
        page.keyboard.press(key)
        stop = focused(page)
        # Between the last and the first stop, the browser's own window has the focus.
        if stop is None:
            continue
        stops.append(stop)
        if stop.name == name and stop.in_widget == in_widget:
            return stops
    raise AssertionError(f"{key} does not come to {name!r}, but to {[stop.name for stop in stops]}")


def assert_visible(stops: list[Stop]) -> None:
    """Whoever looks can see each of the stops, and its ring."""
    unseen = [stop for stop in stops if not stop.in_sight or stop.covered or stop.outline < 2]
    assert not unseen, unseen
