"""Finds the Pythons that the two environments are made with.

Part of the set-up: only the standard library, and nothing newer than Python 3.8.
"""

from __future__ import annotations

import glob
import json
import os
import subprocess
from pathlib import Path
from typing import Iterator, Mapping, NamedTuple

from countyline.problem import Problem

_PROBE = """
import json, sys
missing = []
for name in ("venv", "ensurepip", "ssl", "sqlite3", "zlib", "ctypes"):
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(json.dumps([list(sys.version_info[:3]), missing, sys.executable]))
"""
_PROBE_SECONDS = 20


class Wanted(NamedTuple):
    """Which Python an environment needs.

    `minors` are the usable minor versions of Python 3, the preferred one first; `variable` names
    the environment variable with which a person points to one.
    """

    what_for: str
    minors: tuple[int, ...]
    in_words: str
    variable: str


class Python(NamedTuple):
    """A Python that really ran. `missing` names what its installation lacks for us."""

    executable: str
    version: tuple[int, ...]
    missing: tuple[str, ...]


FOR_RASA = Wanted("Rasa", (10,), "Python 3.10", "COUNTYLINE_RASA_PYTHON")
# 3.11 comes first because it is what Countyline is tested on.
FOR_COUNTYLINE = Wanted(
    "Countyline", (11, 12, 13, 14, 15), "Python 3.11 or later", "COUNTYLINE_PYTHON"
)


def find(wanted: Wanted, environ: Mapping[str, str]) -> Python:
    """Give the first usable Python.

    Raises:
        Problem: there is none; says what to install.
    """
    chosen = environ.get(wanted.variable)
    if chosen:
        python = probe(chosen)
        if python is None or not _fits(python, wanted) or python.missing:
            raise Problem(
                f"{wanted.variable} is {chosen}, which is not a complete {wanted.in_words}: "
                "write the path of one, or leave the variable out."
            )
        return python
    incomplete = None
    for candidate in _candidates(wanted, environ):
        python = probe(candidate)
        if python is None or not _fits(python, wanted):
            continue
        if not python.missing:
            return python
        incomplete = incomplete or python
    raise _not_found(wanted, incomplete)


def probe(executable: str) -> Python | None:
    """Run a Python and ask what it is; None when it does not run.

    A name on the PATH is not enough: pyenv's `python3.10`, for one, may refuse to run.
    """
    try:
        answer = subprocess.run(
            [executable, "-I", "-c", _PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=_PROBE_SECONDS,
            check=True,
        )
        version, missing, real = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Python(real or executable, tuple(version), tuple(missing))


def _fits(python: Python, wanted: Wanted) -> bool:
    return python.version[0] == 3 and python.version[1] in wanted.minors


def _candidates(wanted: Wanted, environ: Mapping[str, str]) -> Iterator[str]:
    """Give every path where a wanted Python may be, once, the preferred version first."""
    seen = set()
    places = [place for place in environ.get("PATH", "").split(os.pathsep) if place]
    for minor in wanted.minors:
        names = [f"{place}/python3.{minor}" for place in places]
        for pattern in _patterns(minor, environ):
            names += sorted(glob.glob(pattern), reverse=True)  # noqa: PTH207 (absolute)
        for name in names:
            if name not in seen and Path(name).exists():
                seen.add(name)
                yield name
    for place in places:
        for name in (f"{place}/python3", f"{place}/python"):
            if name not in seen and Path(name).exists():
                seen.add(name)
                yield name


def _patterns(minor: int, environ: Mapping[str, str]) -> list[str]:
    """Give where pyenv, uv, asdf, mise, Homebrew and python.org put a Python."""
    home = environ.get("HOME", "")
    share = environ.get("XDG_DATA_HOME") or f"{home}/.local/share"
    pyenv = environ.get("PYENV_ROOT") or f"{home}/.pyenv"
    uv = environ.get("UV_PYTHON_INSTALL_DIR") or f"{share}/uv/python"
    python = f"bin/python3.{minor}"
    return [
        f"{pyenv}/versions/3.{minor}*/{python}",
        f"{uv}/cpython-3.{minor}*/{python}",
        f"{home}/.asdf/installs/python/3.{minor}*/{python}",
        f"{share}/mise/installs/python/3.{minor}*/{python}",
        f"/opt/homebrew/opt/python@3.{minor}/{python}",
        f"/usr/local/opt/python@3.{minor}/{python}",
        f"/Library/Frameworks/Python.framework/Versions/3.{minor}/{python}",
    ]


def _not_found(wanted: Wanted, incomplete: Python | None) -> Problem:
    if incomplete is not None:
        name = "python{}.{}".format(*incomplete.version)
        return Problem(
            f"{incomplete.executable} lacks {', '.join(incomplete.missing)}, which the set-up "
            f"needs: install its other parts (Debian and Ubuntu: `sudo apt install {name}-venv`), "
            "then run the command again."
        )
    version = f"3.{wanted.minors[0]}"
    return Problem(
        f"{wanted.in_words} was not found, and {wanted.what_for} needs it: install it "
        f"(`uv python install {version}`, `pyenv install {version}`, `brew install "
        f"python@{version}`, or `sudo apt install python{version}-venv`), then run the command "
        f"again; if it is somewhere unusual, set {wanted.variable} to its path."
    )
