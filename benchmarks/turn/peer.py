"""The peer: a Rasa project as `rasa init` configures it, with our domain, examples and rules."""

import shutil
from pathlib import Path

import yaml

from benchmarks.turn.environments import rasa_folder
from countyline.settings import PROJECT_ROOT

_DEFAULT_CONFIG = "engine/recipes/config_files/default_config.yml"
_TRAINED_ON = ("data/en/nlu", "data/es/nlu", "data/rules", "data/stories")
_RULE_OF_FALLBACK = """\
version: "3.1"
# The stock FallbackClassifier gives an intent of its own, which needs a rule like any other.
rules:
  - rule: not understood
    steps:
      - intent: nlu_fallback
      - action: action_answer
"""

STOCK_EPOCHS = 100
STOCK_REST = "rest"
MENDED_REST = "benchmarks.turn.mended_rest.MendedRestInput"


def make_project(folder: Path, epochs: int = STOCK_EPOCHS) -> None:
    """Write the peer's project into the empty `folder`: what training needs.

    The configuration is the one that the installed Rasa fills in for `rasa init`, unchanged but
    for the id that it asks to be changed, and for the epochs when others are asked for.
    """
    config = yaml.safe_load((rasa_folder() / _DEFAULT_CONFIG).read_text(encoding="utf-8"))
    config["assistant_id"] = "countyline_peer"
    for component in (*config["pipeline"], *config["policies"]):
        if "epochs" in component:
            component["epochs"] = epochs
    _write(folder / "config.yml", config)
    shutil.copy(PROJECT_ROOT / "domain.yml", folder)
    for part in _TRAINED_ON:
        shutil.copytree(PROJECT_ROOT / part, folder / part)
    (folder / "data" / "fallback.yml").write_text(_RULE_OF_FALLBACK, encoding="utf-8")


def write_connections(folder: Path, channel: str, actions_port: int) -> None:
    """Write the peer's credentials and endpoints; the tracker store is Rasa's default."""
    folder.mkdir(exist_ok=True)
    action_endpoint = {"url": f"http://127.0.0.1:{actions_port}/webhook"}
    _write(folder / "credentials.yml", {channel: None})
    _write(folder / "endpoints.yml", {"action_endpoint": action_endpoint})


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
