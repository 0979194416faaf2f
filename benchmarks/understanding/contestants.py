"""The peers: each trained once on our examples, kept by digest, and asked the same messages."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.turn.environments import python_of_rasa, rasa_folder
from benchmarks.understanding.peers.rasa_project import write_project
from benchmarks.understanding.peers.training_data import Row, digest, write_rows
from benchmarks.understanding.sweeping import Guess
from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT

STOCK_EPOCHS = 100
_STOCK = "engine/recipes/config_files/default_config.yml"
_PEERS = PROJECT_ROOT / "benchmarks" / "understanding" / "peers"
_QUIET = {"NO_COLOR": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}


@dataclass(frozen=True)
class Peer:
    """One peer's guesses, and what it took; `trained` is None when a kept model was used."""

    name: str
    guesses: Mapping[str, Guess]
    trained_seconds: float | None
    remark: str = ""


@dataclass(frozen=True)
class Arena:
    """What all peers are given."""

    rows: Sequence[Row]
    messages: Path
    kept: Path
    epochs: int
    environment: Mapping[str, str]

    def run(self, command: Sequence[str], log: Path, folder: Path = PROJECT_ROOT) -> None:
        """Run a command to its end. Raises Problem when it fails."""
        environment = {**os.environ, **_QUIET, **self.environment, "PYTHONPATH": str(PROJECT_ROOT)}
        with log.open("ab") as output:
            try:
                done = subprocess.run(
                    command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                    stdout=output, stderr=subprocess.STDOUT, check=False,
                )  # fmt: skip
            except OSError as error:
                raise Problem(f"{command[0]} cannot be run: {error.strerror}.") from error
        if done.returncode:
            raise Problem(f"it failed: all of its output stands in {log.name}.")


def rasa_init(arena: Arena) -> Peer:
    """The pipeline of `rasa init`."""
    return _diet("rasa init (DIET)", "diet", arena, encoded=False)


def diet_with_encoder(arena: Arena) -> Peer:
    """The same with the features of the sentence encoder beside its own."""
    return _diet("DIET with the encoder", "diet-encoder", arena, encoded=True)


def _diet(name: str, short: str, arena: Arena, *, encoded: bool) -> Peer:
    stock = rasa_folder() / _STOCK
    code = (_PEERS / "encoder_features.py").read_text(encoding="utf-8") if encoded else ""
    key = digest(arena.rows, str(arena.epochs), stock.read_text(encoding="utf-8"), code)
    model = arena.kept / f"{short}-{key}.tar.gz"
    log = arena.kept / f"{short}.log"
    seconds = None
    if not model.is_file():
        begun = time.monotonic()
        with TemporaryDirectory(prefix="countyline-peer-") as workshop:
            project = Path(workshop)
            write_project(project, arena.rows, stock, arena.epochs, encoded=encoded)
            _rasa_train(arena, project, log)
            (made,) = (project / "out").glob("*.tar.gz")
            shutil.move(made, model)
        seconds = time.monotonic() - begun
    out = arena.messages.with_name(f"{short}.jsonl")
    module = "benchmarks.understanding.understand"
    arena.run([str(python_of_rasa()), "-m", module, str(model), str(arena.messages), str(out)], log)
    epochs = "" if arena.epochs == STOCK_EPOCHS else f"{arena.epochs} epochs, not {STOCK_EPOCHS}"
    return Peer(name, {e["id"]: _ranked(e["parsed"]) for e in _entries(out)}, seconds, epochs)


def _rasa_train(arena: Arena, project: Path, log: Path) -> None:
    line = (
        *(str(python_of_rasa()), "-m", "rasa", "train", "nlu", "--config", "config.yml"),
        *("--nlu", "nlu.yml", "--out", "out"),
    )
    arena.run(line, log, project)


def _ranked(parsed: Mapping[str, list[Mapping[str, object]]]) -> Guess:
    """The best intent; the stock fallback is no intent but a threshold, and here we sweep those."""
    for intent in parsed["intent_ranking"]:
        if intent["name"] != "nlu_fallback":
            return Guess((str(intent["name"]),), float(str(intent["confidence"])))
    return Guess(("out_of_scope",), 1.0)


def regression(arena: Arena) -> Peer:
    """Logistic regression on the sentence encoder."""
    code = (_PEERS / "regression.py").read_text(encoding="utf-8")
    kept = arena.kept / f"regression-{digest(arena.rows, code)}.npz"
    command = [str(python_of_rasa()), "-m", "benchmarks.understanding.peers.regression"]
    return _scripted("Regression on the encoder", command, kept, arena, PROJECT_ROOT)


def nlp_js(arena: Arena) -> Peer:
    """NLP.js, of npm; installed once from its lock file, into a folder that git does not see."""
    code = (_PEERS / "nlpjs" / "classify.js").read_text(encoding="utf-8")
    order = (_PEERS / "training_data.py").read_text(encoding="utf-8")
    lock = (_PEERS / "nlpjs" / "package-lock.json").read_bytes()
    home = arena.kept / f"nlpjs-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not (home / "installed").is_file():
        home.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_PEERS / "nlpjs" / name, home)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        arena.run(install, arena.kept / "nlpjs.log", home)
        (home / "installed").touch()
    shutil.copy(_PEERS / "nlpjs" / "classify.js", home)
    kept = arena.kept / f"nlpjs-{digest(arena.rows, code, order, lock.decode())}.json"
    return _scripted("NLP.js", ["node", "classify.js"], kept, arena, home)


def _scripted(name: str, command: Sequence[str], kept: Path, arena: Arena, folder: Path) -> Peer:
    """Run a script that takes EXAMPLES MESSAGES KEPT OUT, and read what it guessed."""
    short = kept.stem.partition("-")[0]
    examples = arena.messages.with_name("examples.jsonl")
    out = arena.messages.with_name(f"{short}.jsonl")
    write_rows(examples, arena.rows)
    is_new = not kept.is_file()
    begun = time.monotonic()
    files = [str(path) for path in (examples, arena.messages, kept, out)]
    arena.run([*command, *files], arena.kept / f"{short}.log", folder)
    seconds = time.monotonic() - begun if is_new else None
    guesses = {e["id"]: Guess((e["topic"],), e["score"]) for e in _entries(out)}
    return Peer(name, guesses, seconds)


def _entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


PEERS: Mapping[str, Callable[[Arena], Peer]] = {
    "diet": rasa_init,
    "diet-encoder": diet_with_encoder,
    "regression": regression,
    "nlpjs": nlp_js,
}
