"""Draws the plots of the report, black on white, told apart by line and mark.

    python -m benchmarks.understanding.draw FIGURES FOLDER

Runs in Rasa's environment, which has matplotlib. FIGURES is the JSON that the report wrote.
"""

import json
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot as plt

_STYLES = ("-", "--", "-.", ":", (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))
_MARKS = "os^Dvx*+"
_GRAYS = ("0", "0.25", "0.45", "0.1", "0.55", "0.35")


def _save(folder: Path, name: str) -> None:
    plt.tight_layout()
    plt.savefig(folder / f"understanding-{name}.svg", metadata={"Date": None})
    plt.close()


def _curves(ax: Any, curves: dict[str, Any]) -> None:
    looks = zip(cycle(_STYLES), cycle(_GRAYS), strict=False)
    for (name, points), (style, gray) in zip(curves.items(), looks, strict=False):
        across, up = [p[0] * 100 for p in points], [p[1] * 100 for p in points]
        ax.plot(across, up, linestyle=style, color=gray, label=name, drawstyle="steps-post")


def _marks(ax: Any, marks: dict[str, Any]) -> None:
    for (name, (across, up)), mark in zip(marks.items(), cycle(_MARKS), strict=False):
        ax.plot([across * 100], [up * 100], mark, color="0", fillstyle="none", ms=9, label=name)


def coverage(figures: dict[str, Any], folder: Path) -> None:
    """Answered rightly against wrong, at every threshold."""
    _, ax = plt.subplots(figsize=(7, 5))
    for (name, points), style, gray in zip(
        figures["curves"].items(), cycle(_STYLES), cycle(_GRAYS), strict=False
    ):
        across, up = [p[0] * 100 for p in points], [p[1] * 100 for p in points]
        ax.plot(across, up, linestyle=style, color=gray, label=name, marker=".", ms=3)
    _marks(ax, figures["marks"])
    ax.set_xlabel("wrong or harmful, % of all messages")
    ax.set_ylabel("rightly answered, % of what the document answers")
    ax.set_ylim(0, 100)
    ax.grid(color="0.85")
    ax.legend(fontsize=7)
    _save(folder, "coverage")


def peers(figures: dict[str, Any], folder: Path) -> None:
    """Missed against wrong, all systems."""
    _, axes = plt.subplots(1, len(figures), figsize=(5.5 * len(figures), 5), squeeze=False)
    for ax, (title, part) in zip(axes[0], figures.items(), strict=True):
        _curves(ax, part["curves"])
        _marks(ax, part["marks"])
        ax.set_title(title)
        ax.set_xlim(0, max(4.0, *(mark[0] * 125 for mark in part["marks"].values())))
        ax.set_ylim(0, 100)
        ax.set_xlabel("answered on another topic, % of all messages")
        ax.set_ylabel("missed, % of the questions")
        ax.grid(color="0.85")
        ax.legend(fontsize=7)
    _save(folder, "peers")


def reliability(figures: dict[str, Any], folder: Path) -> None:
    """How often a confidence is right."""
    _, ax = plt.subplots(figsize=(5.5, 5))
    ax.plot([0, 100], [0, 100], color="0.7", lw=1)
    for (name, rows), mark, shift in zip(figures.items(), _MARKS, (-0.4, 0.4), strict=False):
        said = [row["said"] * 100 + shift for row in rows]
        right = [row["right"] * 100 for row in rows]
        down = [(row["right"] - row["low"]) * 100 for row in rows]
        up = [(row["high"] - row["right"]) * 100 for row in rows]
        ax.errorbar(
            said, right, yerr=[down, up], fmt=mark, color="0", fillstyle="none", capsize=2,
            lw=1, label=name,
        )  # fmt: skip
    ax.set_xlabel("confidence, %")
    ax.set_ylabel("topic fits, % (bars: 95 % interval)")
    ax.set_xlim(0, 102)
    ax.set_ylim(0, 102)
    ax.grid(color="0.9")
    ax.legend(fontsize=8, loc="upper left")
    _save(folder, "reliability")


def confusion(figures: dict[str, Any], folder: Path) -> None:
    """Topics that fit against topics understood."""
    labels, counts = figures["labels"], figures["counts"]
    sums = [max(1, sum(row)) for row in counts]
    shares = [[n / total for n in row] for row, total in zip(counts, sums, strict=True)]
    _, ax = plt.subplots(figsize=(9, 8.5))
    ax.imshow(shares, cmap="Greys", vmin=0, vmax=1)
    for down, row in enumerate(counts):
        for across, number in enumerate(row):
            if number:
                white = shares[down][across] > 0.5
                ax.text(across, down, number, ha="center", va="center", fontsize=6,
                        color="1" if white else "0")  # fmt: skip
    ax.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    ax.set_yticks(range(len(labels)), labels, fontsize=7)
    ax.set_xlabel("understood")
    ax.set_ylabel("fits")
    _save(folder, "confusion")


def main() -> None:
    """Draw everything that was measured."""
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "countyline", "font.size": 9})
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2])
    for draw in (coverage, peers, reliability, confusion):
        if figures.get(draw.__name__):
            draw(figures[draw.__name__], folder)


if __name__ == "__main__":
    main()
