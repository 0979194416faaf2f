"""Trains the one model that is served, when something that matters to it changed."""

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from countyline.problem import Problem
from countyline.running.attended import PIPE_VARIABLE
from countyline.running.environments import disk_is_full, lock_file, rasa_environment
from countyline.running.processes import environment_of_processes, rasa_python
from countyline.settings import Settings

Tell = Callable[[str], None]

_WHAT_MATTERS = (
    "config.yml",
    "domain.yml",
    "domain/**/*.yml",
    "data/*/foreign.yml",
    "data/*/lexicon.yml",
    "data/*/calibration.jsonl",
    "data/*/nlu/**/*.yml",
    "data/rules/**/*.yml",
    "data/stories/**/*.yml",
    "countyline/understanding/**/*",
    "countyline/redaction.py",
    "countyline/topics.py",
)
_TELL_EVERY_SECONDS = 4.0
_COMPONENT = re.compile(r"Starting to train component '(\w+)'")


def digest_of_training(root: Path) -> str:
    """Give the digest of all that training depends on: configuration, examples, code, lock file."""
    digest = hashlib.sha256()
    for path in _files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    lock = lock_file(root, rasa_environment(root, with_tests=False).locks[1])
    found = {path for pattern in _WHAT_MATTERS for path in root.glob(pattern)} | {lock}
    for path in sorted(found):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def is_trained(settings: Settings) -> bool:
    """Tell whether the model is there, whole, and made from what is there today."""
    try:
        stamp = json.loads(_stamp(settings).read_text(encoding="utf-8"))
        model = hashlib.sha256(settings.model.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return False
    return bool(stamp == {"training": digest_of_training(settings.root), "model": model})


def train(settings: Settings, environ: Mapping[str, str], tell: Tell) -> None:
    """Train, and put the new model in the old one's place once it is whole.

    Args:
        settings: where everything is.
        environ: this process's environment variables.
        tell: takes one line of progress every few seconds.

    Raises:
        Problem: in one sentence, why there is no new model. The old one stays.
    """
    log = settings.var / "log" / "train.log"
    workshop = settings.var / "training"
    digest = digest_of_training(settings.root)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(workshop, ignore_errors=True)
        _run_rasa(settings, environ, workshop, log, tell)
        trained = workshop / settings.model.name
        if not trained.is_file():
            raise Problem(f"Training ended without a model: see {log}.")
        _put_in_place(settings, trained, digest)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_is_full(settings.root) from error
        raise Problem(f"Training failed ({error.strerror}: {error.filename}).") from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _run_rasa(
    settings: Settings, environ: Mapping[str, str], workshop: Path, log: Path, tell: Tell
) -> None:
    command = [
        *(str(rasa_python(settings.root)), "-m", "countyline.running.attended"),
        *("rasa", "train", "--force"),
        # The tests validate the files (tests/system/test_rasa_commands.py); it doubles the time.
        "--skip-validation",
        *("--fixed-model-name", settings.model.name.removesuffix(".tar.gz")),
        *("--out", str(workshop)),
    ]
    started = time.monotonic()
    # However this process ends, its end of the pipe closes, and the training ends too.
    felt, held = os.pipe()
    with log.open("wb") as output, os.fdopen(held, "wb"):
        try:
            process = subprocess.Popen(
                command,
                cwd=settings.root,
                env=environment_of_processes(settings, environ)
                | {"NO_COLOR": "1", PIPE_VARIABLE: str(felt)},
                pass_fds=(felt,),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Problem("Rasa's environment is missing: `make train` makes it.") from error
        finally:
            os.close(felt)
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_TELL_EVERY_SECONDS)
                    break
                tell(f"  {time.monotonic() - started:.0f} s · {_stage(log)}")
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if process.returncode != 0:
        raise _why_it_failed(settings, log)
    tell(f"Trained in {time.monotonic() - started:.0f} s.")


def _stage(log: Path) -> str:
    components = _COMPONENT.findall(log.read_text(encoding="utf-8", errors="replace"))
    if not components:
        return "loading Rasa and the examples"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", components[-1]).lower()
    return f"training the {words} (part {len(components)})"


def _why_it_failed(settings: Settings, log: Path) -> Problem:
    output = log.read_text(encoding="utf-8", errors="replace")
    if os.strerror(errno.ENOSPC) in output:
        return disk_is_full(settings.root)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1][:300] if lines else "it gave no reason"
    return Problem(f"Training failed: {last} (all of its output stands in {log}).")


def _put_in_place(settings: Settings, trained: Path, digest: str) -> None:
    model = settings.model
    model.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "training": digest,
        "model": hashlib.sha256(trained.read_bytes()).hexdigest(),
    }
    # `var` may lie on another disk, where a move is a copy that could end half way.
    building = model.with_name(f".{model.name}.new")
    shutil.move(trained, building)
    building.replace(model)
    stamp = _stamp(settings)
    building = stamp.with_name(f".{stamp.name}.new")
    building.write_text(json.dumps(content, indent=1), encoding="utf-8")
    building.replace(stamp)


def _stamp(settings: Settings) -> Path:
    return settings.model.with_name("countyline.trained.json")
