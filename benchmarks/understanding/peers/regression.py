"""Logistic regression on the sentence encoder, with scikit-learn.

    python -m benchmarks.understanding.peers.regression EXAMPLES MESSAGES KEPT OUT

Runs in Rasa's environment. The strength of regularization is chosen by cross-validation on the
examples, since the default suits no set of this size; KEPT holds the trained arrays.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

from countyline.understanding.encoder import encode

_STRENGTHS = (1.0, 10.0, 100.0)
_FOLDS = 3


def _entries(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _train(examples: Path, kept: Path) -> None:
    from sklearn.linear_model import LogisticRegressionCV

    rows = _entries(examples)
    regression = LogisticRegressionCV(
        Cs=list(_STRENGTHS), cv=_FOLDS, scoring="neg_log_loss", max_iter=200, tol=1e-3
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        regression.fit(encode([row["text"] for row in rows]), [row["topic"] for row in rows])
    np.savez(
        kept,
        labels=np.array(regression.classes_, dtype=str),
        weights=regression.coef_,
        intercepts=regression.intercept_,
    )


def main() -> None:
    """Train unless the arrays are kept, then classify."""
    examples, messages, kept, out = (Path(argument) for argument in sys.argv[1:5])
    if not kept.is_file():
        _train(examples, kept)
    with np.load(kept, allow_pickle=False) as stored:
        labels, weights = stored["labels"], stored["weights"]
        intercepts = stored["intercepts"]
    entries = _entries(messages)
    logits = encode([entry["text"] for entry in entries]) @ weights.T + intercepts
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    with out.open("w", encoding="utf-8") as file:
        for entry, row in zip(entries, shares, strict=True):
            best = int(row.argmax())
            line = {"id": entry["id"], "topic": str(labels[best]), "score": float(row[best])}
            file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
