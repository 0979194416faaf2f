"""Fits what the evidence for a published statement weighs (the numbers in `matching.py`).

    .brain/bin/python -m benchmarks.understanding.fit_statements

Runs in Rasa's environment. Half of the statements with their questions for development, and half of
the ordinary messages, are fitted on, and what the weights make of the other half is reported; then
the same the other way round. The weights that are printed last, for use, are fitted on both. The
questions count twice, without question marks and with them. Ordinary are the labeled messages, and
some of the training examples; the model has learned both, so it is surer of them than of new ones.
"""

from __future__ import annotations

import argparse
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.understanding.asked import DEVELOPMENT, STATEMENTS, Asked, read_asked
from countyline.revision import Revision
from countyline.settings import DEFAULT_STATUS, PROJECT_ROOT, Settings
from countyline.understanding.encoder import encode_many
from countyline.understanding.examples import examples
from countyline.understanding.finders import Published
from countyline.understanding.grams import Floats
from countyline.understanding.judging import as_county_business
from countyline.understanding.labeled import labeled
from countyline.understanding.matching import Heard
from countyline.understanding.topic import Sentence, TopicModel

EVERY = 6
"""Of the training examples each so many-th is an ordinary message."""
WEIGHT = {"near neighbor": 1.5, "example": 0.5}
"""How much a message counts: neighbors matter most; the model has seen the examples. Others: 1."""
STRENGTH = 0.3
ROUNDS = 3
"""Which statement is likeliest depends on the weights, and they on it."""
TAKEN = (0.002, 0.005, 0.01)
"""Shares of the ordinary messages for which the threshold is reported."""


@dataclass(frozen=True)
class Told:
    """A message with the evidence for every statement.

    Attributes:
        kind: a wording of a question, or `ordinary` or `example`.
        wanted: the place of the statement that answers it; None: no statement does.
        half: 0 or 1: what is fitted on one is reported on the other.
    """

    kind: str
    wanted: int | None
    half: int
    evidence: Floats


@dataclass(frozen=True)
class Weights:
    """What was fitted."""

    weights: Floats
    intercept: float

    def likeliest(self, message: Told) -> tuple[int, float]:
        """The place of the likeliest statement and its probability."""
        scores = message.evidence @ self.weights + self.intercept
        place = int(scores.argmax())
        return place, float(1 / (1 + np.exp(-scores[place])))


@dataclass(frozen=True)
class _Message:
    kind: str
    wanted: int | None
    half: int
    text: str


def told(model: TopicModel) -> list[Told]:
    """Every message with its evidence, as understanding gathers it."""
    published, names = _published()
    messages = [*_questions(names), *_ordinary()]
    found = [published.subjects.find(message.text) for message in messages]
    heard = [
        published.heard(message.text, mentions)
        for message, mentions in zip(messages, found, strict=True)
    ]
    vectors = encode_many(heard)
    known = published.subjects.vocabulary
    sentences = [
        Sentence(text, known, names_ours=bool(mentions))
        for text, mentions in zip(heard, found, strict=True)
    ]
    counties = [as_county_business(scores) for scores in model.score(sentences, vectors)]
    finder, vocabulary = published.statements, model.vocabulary
    return [
        Told(one.kind, one.wanted, one.half, finder.evidence(Heard(*rest), vocabulary))
        for one, *rest in zip(messages, heard, vectors, counties, strict=True)
    ]


def _published() -> tuple[Published, list[str]]:
    """The fifty on top of the default example; their names in the order of their places."""
    fifty = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))["statements"]
    status = yaml.safe_load((PROJECT_ROOT / DEFAULT_STATUS).read_text(encoding="utf-8"))
    status["statements"].update(fifty)
    published = Published.of(Revision(1, status))
    return published, [one.fact.partition(".")[2] for one in published.statements.statements]


def _questions(names: Sequence[str]) -> Iterator[_Message]:
    for asked in read_asked(DEVELOPMENT):
        place = names.index(asked.about)
        wanted = None if asked.wording == "near neighbor" else place
        for text in (asked.text, _marked(asked)):
            yield _Message(asked.wording, wanted, place % 2, text)


def _marked(asked: Asked) -> str:
    return f"¿{asked.text}?" if asked.language == "es" else f"{asked.text}?"


def _ordinary() -> Iterator[_Message]:
    for number, message in enumerate(labeled()):
        yield _Message("ordinary", None, number % 2, message.text)
    for number, example in enumerate([*examples()][::EVERY]):
        yield _Message("example", None, number % 2, example.text)


def fitted(messages: Sequence[Told]) -> Weights:
    """Fit the weights: the likeliest statement of each message, asked for or not."""
    weights = Weights(np.ones(messages[0].evidence.shape[1], dtype=np.float32), 0.0)
    for _ in range(ROUNDS):
        weights = _refitted(messages, weights)
    return weights


def _refitted(messages: Sequence[Told], before: Weights) -> Weights:
    places = [before.likeliest(message)[0] for message in messages]
    # A question that is taken for another statement teaches nothing of whether one is asked for.
    used = [
        (message, place)
        for message, place in zip(messages, places, strict=True)
        if message.wanted in (None, place)
    ]
    scaler = StandardScaler()
    rows = scaler.fit_transform(np.stack([message.evidence[place] for message, place in used]))
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(
        rows,
        [message.wanted is not None for message, _ in used],
        sample_weight=[WEIGHT.get(message.kind, 1.0) for message, _ in used],
    )
    weights = (model.coef_[0] / scaler.scale_).astype(np.float32)
    return Weights(weights, float(model.intercept_[0] - scaler.mean_ @ weights))


def report(messages: Sequence[Told], weights: Weights) -> Iterator[str]:
    """What the weights make of messages, for several thresholds."""
    likeliest = [(message, *weights.likeliest(message)) for message in messages]
    ordinary = sorted(
        (p for m, _, p in likeliest if m.kind in ("ordinary", "example")), reverse=True
    )
    for share in TAKEN:
        least = ordinary[int(share * len(ordinary))]
        yield f"least probability {least:.2f}, which takes {share:.1%} of the ordinary messages:"
        for kind in dict.fromkeys(message.kind for message in messages):
            mine = [(m.wanted, place, p) for m, place, p in likeliest if m.kind == kind]
            taken = [(wanted, place) for wanted, place, p in mine if p > least]
            right = sum(wanted == place for wanted, place in taken)
            yield f"  {kind:<14} {len(mine):>5}  taken {len(taken):>4}  rightly {right:>4}"


def model_in(path: Path) -> TopicModel:
    """The topic model within the archive that Rasa wrote."""
    with tarfile.open(path) as archive, TemporaryDirectory() as folder:
        name = next(name for name in archive.getnames() if name.endswith("/topics.npz"))
        stored = archive.extractfile(name)
        content = stored.read() if stored else b""
        copied = Path(folder) / "topics.npz"
        copied.write_bytes(content)
        return TopicModel.load(copied)


def main() -> None:
    """Fit, and print the weights and what they do."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.understanding.fit_statements",
        description=(__doc__ or "").partition("\n")[0],
    )
    parser.add_argument("--model", type=Path, default=Settings.from_environment().model)
    messages = told(model_in(parser.parse_args().model))
    for half in (0, 1):
        weights = fitted([message for message in messages if message.half != half])
        print(f"Half {half + 1}, by weights fitted on the other half:")
        print("\n".join(report([message for message in messages if message.half == half], weights)))
    weights = fitted(messages)
    print("WEIGHTS", [round(float(weight), 2) for weight in weights.weights])
    print("INTERCEPT", round(weights.intercept, 2))


if __name__ == "__main__":
    main()
