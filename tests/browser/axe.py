"""axe-core in the browser: what it finds in what is on the screen, shadow roots included."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from countyline.running.widget import Workshop, find_tools
from countyline.settings import PROJECT_ROOT

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")

_RUN = """async ([within, standards]) => {
  // A panel that is still appearing is paler than it will be.
  const roots = [document, ...[...document.querySelectorAll("*")].map(each => each.shadowRoot)];
  const moving = roots.filter(Boolean).flatMap(root => root.getAnimations());
  await Promise.all(moving.map(each => each.finished));
  const found = await axe.run(within, {
    runOnly: { type: "tag", values: standards },
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
  });
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} (${help}): ${target.flat().join(" ")}`));
}"""


@cache
def axe_source() -> str:
    """Give the script of axe-core, which is installed beside the widget's other tools."""
    path = PROJECT_ROOT / ".widget" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        with Workshop(PROJECT_ROOT, find_tools()).alone():
            pass
    return Path(path).read_text(encoding="utf-8")


def violations(page: Page, within: str) -> list[str]:
    """Give what axe-core finds wrong, as it is now, with the part that a selector names."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_source())
    found: list[str] = page.evaluate(_RUN, [within, list(STANDARDS)])
    return found
