"""How well topics are told apart, measured by cross-validation on our own examples.

    python benchmarks/understanding/cross_validation.py [folds]

Run it in Rasa's environment, from the project's folder. It prints, per language, the accuracy of
the topic and of the topic with its aspect, the share that the gate of `config.yml` believes, how
often it is right then, and the share of out-of-scope sentences that it lets through as county
business. Our own sentences are kinder than residents: read the numbers as a comparison of designs.
"""

import sys
import time
from pathlib import Path

import numpy as np
import yaml

from countyline.understanding.encoder import encode
from countyline.understanding.examples import examples
from countyline.understanding.patterns import alarms
from countyline.understanding.topic import OUT_OF_SCOPE, SMALLTALK, Gate, Scores, topic_of
from countyline.understanding.training import folds, train

ROOT = Path(__file__).resolve().parents[2]


def gate() -> Gate:
    """The thresholds that `config.yml` gives the understanding."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return next(Gate(**entry["gate"]) for entry in pipeline if "gate" in entry)


def main(count: int) -> None:
    """Measure and print."""
    rows = list(examples())
    labels = [row.label for row in rows]
    begun = time.perf_counter()
    vectors = encode([row.text for row in rows])
    print(
        f"{len(rows)} examples, {len(set(labels))} labels, "
        f"encoded in {time.perf_counter() - begun:.1f} s"
    )
    names = sorted(set(labels))
    fold = folds(np.array([names.index(label) for label in labels]), count)
    scores: list[Scores | None] = [None] * len(rows)
    for number in range(count):
        rest = np.flatnonzero(fold != number)
        held_out = np.flatnonzero(fold == number)
        begun = time.perf_counter()
        model = train(vectors[rest], [labels[place] for place in rest])
        print(
            f"fold {number + 1}: trained in {time.perf_counter() - begun:.1f} s, "
            f"temperature {model.temperature:.2f}",
            flush=True,
        )
        for place, score in zip(held_out, model.score(vectors[held_out]), strict=True):
            scores[place] = score
    known = [score for score in scores if score is not None]
    for language in (*sorted({row.language for row in rows}), "all"):
        places = [i for i, row in enumerate(rows) if language in ("all", row.language)]
        report(language, [labels[i] for i in places], [known[i] for i in places])
    report_urgent([row.text for row in rows], labels, known)


def report(language: str, labels: list[str], scores: list[Scores]) -> None:
    """Print the line of one language."""
    bar = gate()
    pairs = list(zip(labels, scores, strict=True))
    inside = [pair for pair in pairs if topic_of(pair[0]) not in (OUT_OF_SCOPE, SMALLTALK)]
    outside = [pair for pair in pairs if topic_of(pair[0]) == OUT_OF_SCOPE]
    sure = [(label, score) for label, score in inside if bar.believes(score)]
    believed = [pair for pair in sure if topic_of(pair[1].best) not in (OUT_OF_SCOPE, SMALLTALK)]
    let_through = [
        score
        for _, score in outside
        if bar.believes(score) and topic_of(score.best) not in (OUT_OF_SCOPE, SMALLTALK)
    ]
    print(
        f"{language:>4}: topic {_share(topic_of(a) == topic_of(s.best) for a, s in inside)}"
        f"  aspect {_share(a == s.best for a, s in inside)}"
        f"  best three {_share(a in [x for x, _ in s.ranked[:3]] for a, s in inside)}"
        f"  believed {len(believed) / max(1, len(inside)):.3f}"
        f"  turned away {(len(sure) - len(believed)) / max(1, len(inside)):.3f}"
        f"  then topic {_share(topic_of(a) == topic_of(s.best) for a, s in believed)}"
        f"  aspect {_share(a == s.best for a, s in believed)}"
        f"  out of scope let through {len(let_through) / max(1, len(outside)):.3f}"
        f" of {len(outside)}"
    )


def report_urgent(texts: list[str], labels: list[str], scores: list[Scores]) -> None:
    """Print what share of danger and of wishes for a person is missed, and raised falsely."""
    bar = gate()
    for topic in ("safety", "person"):
        heard = [
            topic_of(bar.label(score)) == topic
            or any(topic_of(alarm) == topic for alarm in alarms(text))
            for text, score in zip(texts, scores, strict=True)
        ]
        meant = [topic_of(label) == topic for label in labels]
        missed = _share(not h for h, m in zip(heard, meant, strict=True) if m)
        falsely = _share(h for h, m in zip(heard, meant, strict=True) if not m)
        print(f"{topic}: missed {missed}, raised falsely {falsely}")


def _share(truths: object) -> str:
    values = list(truths)  # type: ignore[call-overload]
    return f"{sum(values) / max(1, len(values)):.3f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
