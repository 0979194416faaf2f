"""Where the two environments are, and what is installed in Rasa's."""

import os
import subprocess
from functools import lru_cache
from pathlib import Path

from countyline.running.processes import own_python, rasa_python
from countyline.settings import PROJECT_ROOT

RASA_PYTHON_VARIABLE = "COUNTYLINE_BRAIN_PYTHON"
OWN_PYTHON_VARIABLE = "COUNTYLINE_APP_PYTHON"


def python_of_rasa() -> Path:
    """Give the Python with Rasa: of the project's environment, or the one a variable names."""
    return Path(os.environ.get(RASA_PYTHON_VARIABLE) or rasa_python(PROJECT_ROOT))


def python_of_actions() -> Path:
    """Give the Python of the action server, likewise."""
    return Path(os.environ.get(OWN_PYTHON_VARIABLE) or own_python(PROJECT_ROOT))


@lru_cache(maxsize=1)
def rasa_folder() -> Path:
    """Give the folder of the installed package `rasa`."""
    return Path(
        _said(
            python_of_rasa(),
            "import importlib.util as u; print(u.find_spec('rasa').submodule_search_locations[0])",
        )
    )


def versions() -> dict[str, str]:
    """Give the versions that a reader of the figures may want to know."""
    told = {}
    for python, packages in (
        (python_of_rasa(), ("rasa", "tensorflow", "sanic")),
        (python_of_actions(), ("rasa-sdk", "sanic")),
    ):
        number = _said(python, "import platform; print(platform.python_version())")
        for package in packages:
            version = _said(
                python, f"from importlib.metadata import version; print(version({package!r}))"
            )
            told[f"{package} on Python {number}"] = version
    return told


def _said(python: Path, program: str) -> str:
    done = subprocess.run([str(python), "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()
