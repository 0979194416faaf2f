"""Trains each model once and keeps it, with how long it took, for as long as nothing changed."""

import hashlib
import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.turn.environments import python_of_rasa
from countyline.problem import Problem


@dataclass(frozen=True)
class Trained:
    """A trained model. `when` is UTC, ISO 8601; `now` tells whether this run trained it."""

    model: Path
    seconds: float
    when: str
    now: bool


def digest_of_project(folder: Path) -> str:
    """Give the digest of every file of a project that has nothing but what it is trained on."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def trained(
    name: str, digest: str, project: Path, environment: Mapping[str, str], kept: Path
) -> Trained:
    """Give the model of a project, trained now or kept from before.

    Args:
        name: of the contestant, for file names.
        digest: of all that training depends on; another one means another model.
        project: the folder to train in.
        environment: the environment variables of `rasa train`.
        kept: the folder of models; training's output goes there too.

    Raises:
        Problem: training failed.
    """
    model = kept / f"{name}-{digest[:16]}.tar.gz"
    record = model.with_suffix(".json")
    if model.is_file() and record.is_file():
        return Trained(model, now=False, **json.loads(record.read_text(encoding="utf-8")))
    kept.mkdir(parents=True, exist_ok=True)
    log = kept / f"{name}.train.log"
    with TemporaryDirectory(prefix="countyline-benchmark-") as workshop:
        begun = time.monotonic()
        _rasa_train(project, environment, Path(workshop), log)
        seconds = time.monotonic() - begun
        (made,) = Path(workshop).glob("*.tar.gz")
        model.write_bytes(made.read_bytes())
    done = Trained(model, seconds, datetime.now(UTC).isoformat(timespec="minutes"), now=True)
    facts = {key: value for key, value in asdict(done).items() if key in ("seconds", "when")}
    record.write_text(json.dumps(facts), encoding="utf-8")
    return done


def _rasa_train(project: Path, environment: Mapping[str, str], out: Path, log: Path) -> None:
    command = [str(python_of_rasa()), "-m", "rasa", "train", "--force", "--out", str(out)]
    # A cache of its own: nothing that was trained before may shorten this.
    own_cache = {"RASA_CACHE_DIRECTORY": str(out / "cache"), "NO_COLOR": "1"}
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            cwd=project,
            env={**environment, **own_cache},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Problem(f"Training failed: all of its output stands in {log}.")
