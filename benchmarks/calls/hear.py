"""Fits how probably recognized speech was meant (`MEANT` in `hearing.py`), and weighs calls by it.

    .brain/bin/python -m benchmarks.calls.hear MODEL MESSAGES OUT

Runs in Rasa's environment; `fit_heard.py` starts it. Each line of MESSAGES has the labels of a call
and its `ways`; each line of OUT is what is understood of it, or null, by weights that are fitted on
seven eighths of the other questions: none is weighed by what was fitted on it. The weights that are
printed, for use, are fitted on all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.understanding.fit_statements import model_in
from countyline.revision import Revision
from countyline.settings import DEFAULT_STATUS, PROJECT_ROOT
from countyline.understanding.components import mended, seen
from countyline.understanding.confidence import Calibrated
from countyline.understanding.gate import Gate
from countyline.understanding.grams import Floats
from countyline.understanding.hearing import LOOKED_FOR, Heard, evidence
from countyline.understanding.judging import Judge
from countyline.understanding.reading import MessageReader, Published, questions_of
from countyline.understanding.recognition import alternatives
from countyline.understanding.topic import TopicModel
from countyline.understanding.weighing import Bands, understood_of

FOLDS = 8
STRENGTH = 0.3


@dataclass(frozen=True)
class Call:
    """A call: its labels, the ways in which it was heard, and the evidence for each."""

    labels: Mapping[str, Any]
    heard: Sequence[Heard]
    evidence: Floats

    @property
    def fold(self) -> int:
        """Which part of the corpus it belongs to, by its question."""
        return crc32(self.labels["id"].encode()) % FOLDS

    @property
    def examples(self) -> Iterator[tuple[Floats, bool]]:
        """The evidence for each way that asks county business, and whether it was meant."""
        for one, row in zip(self.heard, self.evidence, strict=True):
            if one.is_business:
                yield row, _is_meant(one, self.labels)


def _is_meant(heard: Heard, labels: Mapping[str, Any]) -> bool:
    """Whether a caller says yes when asked about it (`playing.py`)."""
    named = {one["id"] for question in heard.questions for one in question["subjects"]}
    subjects = set(labels["ok_subjects"] or ())
    if not heard.topics <= set(labels["ok_topics"]):
        return False
    if not named and heard.topics & LOOKED_FOR:
        return not subjects
    return not (named and subjects and not named & subjects)


def read(model: TopicModel, lines: Sequence[Mapping[str, Any]]) -> Iterator[Call | None]:
    """Have calls read as in service; null where nothing was heard."""
    settings = _settings()
    judge = Judge(model, Gate(**settings["gate"]), settings["statement"])
    status = yaml.safe_load((PROJECT_ROOT / DEFAULT_STATUS).read_text(encoding="utf-8"))
    published = Published.of(Revision(1, status))
    for labels in lines:
        yield _read(labels, judge, published) if labels["ways"] else None


def _read(labels: Mapping[str, Any], judge: Judge, published: Published) -> Call:
    first, *others = labels["ways"]
    found = alternatives({**first, "alternatives": others}, first["text"]) or ()
    ways = [mended(one, published) for one in found]
    readers = []
    for way in ways:
        text, language, mentions = seen(way.meant, published, labels["language"])
        readers.append(MessageReader(text, language, judge, published, mentions))
    heard = [
        Heard(way, asked, reader.told(asked))
        for way, asked, reader in zip(ways, questions_of(readers), readers, strict=True)
    ]
    return Call(labels, heard, evidence(heard))


def _settings() -> Mapping[str, Any]:
    pipeline = yaml.safe_load((PROJECT_ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    settings: Mapping[str, Any] = pipeline[-1]
    return settings


def fitted(calls: Sequence[Call]) -> Calibrated:
    """Fit the weights on calls."""
    rows, meant = zip(*(example for call in calls for example in call.examples), strict=True)
    scaler = StandardScaler()
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(scaler.fit_transform(np.stack(rows)), meant)
    weights = (model.coef_[0] / scaler.scale_).astype(np.float32)
    return Calibrated(weights, float(model.intercept_[0] - scaler.mean_ @ weights))


def main() -> None:
    """Fit, print the weights, and write what is understood of each call."""
    model, messages, out = (Path(argument) for argument in sys.argv[1:4])
    lines = [json.loads(line) for line in messages.read_text(encoding="utf-8").splitlines()]
    every = list(read(model_in(model), lines))
    calls = [call for call in every if call and call.labels["is_to_be_understood"]]
    by_fold = [fitted([call for call in calls if call.fold != fold]) for fold in range(FOLDS)]
    bands = Bands(**_settings()["heard"])
    with out.open("w", encoding="utf-8") as file:
        for call in every:
            taken = call and understood_of(call.heard, (), bands, by_fold[call.fold])
            file.write(json.dumps(taken, ensure_ascii=False) + "\n")
    weights = fitted(calls)
    print("MEANT", [round(float(weight), 2) for weight in weights.weights], end=", ")
    print(round(weights.intercept, 2))


if __name__ == "__main__":
    main()
