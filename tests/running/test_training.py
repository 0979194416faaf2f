"""Training: only when something that matters changed, and never half a model in service."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from countyline.problem import Problem
from countyline.running.training import digest_of_training, is_trained, train
from countyline.settings import PROJECT_ROOT, Settings

MAKES_A_MODEL = """
while [ $# -gt 0 ]; do [ "$1" = --out ] && out=$2; shift; done
echo "Starting to train component 'TopicClassifier'."
mkdir -p "$out" && echo a model > "$out/countyline.tar.gz"
"""


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    for name in ("config.yml", "data/en/nlu/status.yml", "countyline/understanding/topic.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "brain.txt").write_text("rasa==1", encoding="utf-8")
    return Settings.from_environment({}, tmp_path)


def rasa_that(project: Settings, script: str) -> None:
    python = project.root / ".brain" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)


def test_it_is_skipped_until_something_that_matters_changes(project: Settings) -> None:
    rasa_that(project, MAKES_A_MODEL)
    told: list[str] = []
    assert not is_trained(project)
    train(project, os.environ, told.append)
    assert told[-1].startswith("Trained in ")
    assert is_trained(project)

    (project.root / "data" / "en" / "wording").mkdir()
    (project.root / "data/en/wording/status.yml").write_text("not trained", encoding="utf-8")
    assert is_trained(project)

    for name in ("config.yml", "countyline/understanding/topic.py", "requirements/brain.txt"):
        (project.root / name).write_text(f"new {name}", encoding="utf-8")
        assert not is_trained(project)
        train(project, os.environ, told.append)
        assert is_trained(project)

    (project.root / "data/rules").mkdir()
    (project.root / "data/rules/new.yml").write_text("new", encoding="utf-8")
    assert not is_trained(project)


def test_a_model_that_was_replaced_or_lost_is_noticed(project: Settings) -> None:
    rasa_that(project, MAKES_A_MODEL)
    train(project, os.environ, lambda line: None)
    project.model.write_text("another model", encoding="utf-8")
    assert not is_trained(project)
    project.model.unlink()
    assert not is_trained(project)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo InvalidConfig: the reason; exit 1", "Training failed: InvalidConfig: the reason"),
        ("echo 'OSError: [Errno 28] No space left on device'; exit 1", "is full: free some space"),
        ("exit 0", "Training ended without a model"),
    ],
)
def test_a_failure_is_one_sentence_and_the_old_model_stays(
    project: Settings, script: str, sentence: str
) -> None:
    rasa_that(project, MAKES_A_MODEL)
    train(project, os.environ, lambda line: None)
    before = project.model.read_bytes()
    rasa_that(project, script)
    with pytest.raises(Problem) as caught:
        train(project, os.environ, lambda line: None)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert project.model.read_bytes() == before


def test_a_missing_environment_is_one_sentence(project: Settings) -> None:
    with pytest.raises(Problem, match="`make train` makes it"):
        train(replace(project, var=project.root / "var"), os.environ, lambda line: None)


def test_a_training_does_not_outlive_whoever_started_it(project: Settings) -> None:
    waits = (
        "import os, pathlib, time;"
        "from countyline.running.attended import end_with_supervisor;"
        "end_with_supervisor(os.environ);"
        "pathlib.Path('trainer').write_text(str(os.getpid()));"
        "time.sleep(120)"
    )
    rasa_that(project, f'PYTHONPATH={PROJECT_ROOT} exec {sys.executable} -c "{waits}"')
    starts = (
        "import os, pathlib;"
        "from countyline.running.training import train;"
        "from countyline.settings import Settings;"
        f"train(Settings.from_environment({{}}, pathlib.Path('{project.root}')), os.environ, print)"
    )
    parent = subprocess.Popen([sys.executable, "-c", starts], cwd=PROJECT_ROOT)
    noted = project.root / "trainer"
    while not (noted.exists() and noted.read_text()):
        assert parent.poll() is None
        time.sleep(0.02)
    trainer = psutil.Process(int(noted.read_text()))
    parent.kill()
    parent.wait()
    psutil.wait_procs([trainer], timeout=30)
    assert not trainer.is_running()


def test_the_digest_of_this_project_holds_still() -> None:
    assert digest_of_training(PROJECT_ROOT) == digest_of_training(PROJECT_ROOT)
