"""Whether everything on the screen fits: nothing cut off, nothing too small to hit."""

from __future__ import annotations

from playwright.sync_api import Page

_EVERYTHING = """
  const everything = root => [
    ...(root.shadowRoot ? everything(root.shadowRoot) : []),
    ...[...root.querySelectorAll("*")].flatMap(
      each => each.shadowRoot ? [each, ...everything(each.shadowRoot)] : [each]),
  ];
  const named = each => `${each.localName}.${each.getAttribute("class")} “${
    each.textContent.trim().slice(0, 40)}”`;
  // What is there for screen readers alone is a pixel wide, or in something that is.
  const tiny = each => {
    const box = each.getBoundingClientRect();
    const clipped = getComputedStyle(each).overflowX !== "visible";
    return clipped && (box.width <= 1 || box.height <= 1);
  };
  const unseen = each => {
    if (!each.checkVisibility()) return true;
    for (let at = each; at; at = at.parentElement) if (tiny(at)) return true;
    return false;
  };
"""

_CUT_OFF = f"""within => {{
  {_EVERYTHING}
  return everything(document.querySelector(within)).filter(each => {{
    if (unseen(each) || each.matches("svg, svg *, textarea, script")) return false;
    const style = getComputedStyle(each);
    const wide = each.scrollWidth > each.clientWidth + 1 && style.overflowX !== "visible";
    const high = each.scrollHeight > each.clientHeight + 1
      && ["hidden", "clip"].includes(style.overflowY);
    return wide || high;
  }}).map(named);
}}"""

# A text that sticks out of the box around it would overlap what is beside it.
_STICKS_OUT = f"""within => {{
  {_EVERYTHING}
  return everything(document.querySelector(within)).filter(each => {{
    if (unseen(each) || !each.matches("button, a, p, h1, h2, h3, li, label, summary")) return false;
    const style = getComputedStyle(each);
    if (style.display === "inline") return false;
    const texts = [];
    const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {{
      if (unseen(walker.currentNode.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      texts.push(...range.getClientRects());
    }}
    const box = each.getBoundingClientRect();
    return texts.some(text => text.width > 1 && text.height > 1
      && (text.right > box.right + 2 || text.left < box.left - 2
          || text.bottom > box.bottom + 6 || text.top < box.top - 6));
  }}).map(named);
}}"""

_SMALL = f"""within => {{
  {_EVERYTHING}
  return everything(document.querySelector(within)).filter(each => {{
    if (unseen(each) || !each.matches("button, a[href], textarea, input, summary, [tabindex]")) {{
      return false;
    }}
    if (each.matches("[tabindex='-1'], input[type=hidden]")) return false;
    // In a sentence, the line says how high a link is: WCAG 2.5.8 leaves it out.
    if (each.matches("a") && getComputedStyle(each).display === "inline") return false;
    const box = each.getBoundingClientRect();
    return box.width < 24 || box.height < 24;
  }}).map(each => {{
    const box = each.getBoundingClientRect();
    return `${{named(each)}}: ${{box.width}} × ${{box.height}}`;
  }});
}}"""


def cut_off(page: Page, within: str) -> list[str]:
    """Give what is wider or higher than the box that shows it."""
    found: list[str] = page.evaluate(_CUT_OFF, within)
    return found


def sticking_out(page: Page, within: str) -> list[str]:
    """Give texts that reach beyond their own box."""
    found: list[str] = page.evaluate(_STICKS_OUT, within)
    return found


def too_small(page: Page, within: str) -> list[str]:
    """Give what is to be pressed and is less than 24 pixels wide or high."""
    found: list[str] = page.evaluate(_SMALL, within)
    return found


def scrolls_sideways(page: Page) -> bool:
    """Tell whether the page is wider than the window."""
    return bool(
        page.evaluate(
            "() => { const all = document.scrollingElement;"
            " return all.scrollWidth > all.clientWidth; }"
        )
    )
