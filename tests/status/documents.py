"""The example documents, and small ways to change them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SNAPSHOTS = tuple(sorted((EXAMPLES / "jackson-county-2024").glob("*.yml")))
TEMPLATE = EXAMPLES / "template.yml"
DOCUMENTS = (*SNAPSHOTS, TEMPLATE)
FIRST = SNAPSHOTS[0].read_text(encoding="utf-8")


def edited(*changes: tuple[str, str], text: str = FIRST) -> str:
    """Replace the first place of each text; complain when there is none."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def line_of(part: str, text: str) -> int:
    """Tell on which line `part` first stands."""
    return text[: text.index(part)].count("\n") + 1
