"""The index of an export, to read in a browser: no script, nothing from the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem;
 color: CanvasText; background: Canvas; }
:root { color-scheme: light dark; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .25rem .5rem; text-align: left; vertical-align: top; }
code { overflow-wrap: anywhere; }
dt { font-weight: 700; } dd { margin: 0 0 .5rem; }
@media print { body { max-width: none; } }
"""


def index_page(index: Mapping[str, Any]) -> str:
    """Give the page."""
    period, left_out = index["period"], index["left_out"]
    days = f"{period['from']} to {period['to']}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Public records, {escape(days)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>Public records, {escape(days)}</h1>",
        _facts(index),
        "<h2>Files</h2>",
        _files(index["files"]),
        "<h2>What was left out or replaced</h2>",
        _left_out(left_out),
        "<h2>Is it whole?</h2>",
        "<p>Run <code>countyline records verify</code> on this folder: it checks each file's "
        "SHA-256 and number of records, and the part of the ledger's chain. Compare the head of "
        "the ledger with an anchor that the county gave you at another time.</p>",
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _facts(index: Mapping[str, Any]) -> str:
    period, ledger, only = index["period"], index["ledger"], index["only"]
    limits = [f"{name}: {', '.join(values)}" for name, values in only.items() if values]
    contacts = (
        "telephone numbers, e-mail addresses and street addresses of people are replaced by "
        "pseudonyms; the same one stands for the same person throughout this export"
        if index["contacts"] == "pseudonyms"
        else "as stored: this export may hold what is exempt from disclosure"
    )
    entries = (
        f"entries {ledger['first']} to {ledger['last']}" if ledger["first"] else "no entries"
    )
    return _list(
        [
            ("Days", f"{period['from']} to {period['to']}, {period['time_zone']}, both included"),
            ("Only", "; ".join(limits) or "everything"),
            ("Made at", index["made_at"]),
            ("By", f"{index['program']} {index['version']}"),
            ("Records", str(index["records"])),
            ("How to reach residents", contacts),
            ("Ledger", f"{entries}; its head is {ledger['head']}"),
        ]
    )


def _files(files: Iterable[Mapping[str, Any]]) -> str:
    rows = [
        f"<tr><td>{escape(one['name'])}</td><td>{escape(one['holds'])}</td>"
        f"<td>{'' if one['rows'] is None else one['rows']}</td><td>{one['bytes']}</td>"
        f"<td><code>{one['sha256']}</code></td></tr>"
        for one in files
    ]
    heads = "".join(
        f'<th scope="col">{one}</th>' for one in ("File", "Holds", "Records", "Bytes", "SHA-256")
    )
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Files">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _left_out(left_out: Mapping[str, Any]) -> str:
    deleted = left_out["deleted_by_age"]
    rows = _counts(deleted["rows"]) or "nothing"
    replaced = "; ".join(
        f"{name}: {_counts(counts)}" for name, counts in left_out["replaced"].items()
    )
    narrow = ", ".join(left_out["not_of_the_chosen_conversations"])
    return _list(
        [
            ("Deleted by age before", f"{rows} (in {deleted['runs']} runs)"),
            ("Cases under legal hold now", str(left_out["legal_holds_in_force"])),
            ("Replaced", replaced or "nothing"),
            ("Of no chosen conversation", narrow or "nothing"),
            ("Never exported", "; ".join(left_out["never_exported"])),
        ]
    )


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _list(facts: Iterable[tuple[str, str]]) -> str:
    lines = [f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts]
    return f"<dl>{''.join(lines)}</dl>"
