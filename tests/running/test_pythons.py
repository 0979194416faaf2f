"""Finding a Python: what really runs counts, not what is called so."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from countyline.problem import Problem
from countyline.running.pythons import FOR_COUNTYLINE, FOR_RASA, Wanted, find, probe
from countyline.settings import PROJECT_ROOT


def put(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def says(version: str, missing: str = "[]", path: str = "/real/python") -> str:
    return f"""echo '[[{version}], {missing}, "{path}"]'"""


def surroundings(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"PATH": f"{tmp_path}/one:{tmp_path}/two", "HOME": str(tmp_path / "home"), **more}


def test_a_name_that_refuses_to_run_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "one", "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    put(tmp_path / "two", "python3.10", says("3, 10, 4"))
    assert find(FOR_RASA, surroundings(tmp_path)).version == (3, 10, 4)


def test_a_name_that_lies_about_its_version_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "one", "python3.10", says("3, 11, 0"))
    put(tmp_path / "one", "python", says("3, 10, 9"))
    assert find(FOR_RASA, surroundings(tmp_path)).version == (3, 10, 9)


@pytest.mark.parametrize(
    "place",
    [
        "home/.pyenv/versions/3.10.13/bin",
        "home/.local/share/uv/python/cpython-3.10.20-linux-x86_64-gnu/bin",
        "home/.asdf/installs/python/3.10.2/bin",
        "home/.local/share/mise/installs/python/3.10.2/bin",
    ],
)
def test_version_managers_are_looked_into(tmp_path: Path, place: str) -> None:
    put(tmp_path / place, "python3.10", says("3, 10, 13"))
    assert find(FOR_RASA, surroundings(tmp_path)).version == (3, 10, 13)


def test_where_pyenv_and_uv_are_told_to_be_counts(tmp_path: Path) -> None:
    put(tmp_path / "p/versions/3.10.1/bin", "python3.10", says("3, 10, 1"))
    given = surroundings(tmp_path, PYENV_ROOT=str(tmp_path / "p"))
    assert find(FOR_RASA, given).version == (3, 10, 1)
    put(tmp_path / "u/cpython-3.10.2-macos/bin", "python3.10", says("3, 10, 2"))
    given = surroundings(tmp_path, UV_PYTHON_INSTALL_DIR=str(tmp_path / "u"))
    assert find(FOR_RASA, given).version == (3, 10, 2)


def test_a_person_s_choice_is_taken_or_refused_by_name(tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", "py", says("3, 12, 1"))
    given = surroundings(tmp_path, COUNTYLINE_PYTHON=str(mine), COUNTYLINE_RASA_PYTHON=str(mine))
    assert find(FOR_COUNTYLINE, given).version == (3, 12, 1)
    with pytest.raises(Problem, match=r"COUNTYLINE_RASA_PYTHON is .* not a complete Python 3\.10"):
        find(FOR_RASA, given)


NOWHERE = Wanted("Rasa", (77,), "Python 3.77", "COUNTYLINE_RASA_PYTHON")


def test_a_missing_python_is_one_sentence_that_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        find(NOWHERE, surroundings(tmp_path))
    message = str(caught.value)
    assert message.startswith("Python 3.77 was not found, and Rasa needs it: install it")
    assert "uv python install 3.77" in message
    assert "\n" not in message


def test_a_python_without_its_parts_names_the_package_to_install(tmp_path: Path) -> None:
    put(tmp_path / "one", "python3.77", says("3, 77, 1", '["venv", "ensurepip"]'))
    with pytest.raises(Problem, match=r"lacks venv, ensurepip.*apt install python3\.77-venv"):
        find(NOWHERE, surroundings(tmp_path))


def test_a_real_python_tells_what_it_is() -> None:
    python = probe(sys.executable)
    assert python is not None
    assert python.version == tuple(sys.version_info[:3])
    assert python.missing == ()


def test_the_command_itself_tells_it_in_one_sentence(tmp_path: Path) -> None:
    shutil.copytree(PROJECT_ROOT / "requirements", tmp_path / "requirements")
    package = tmp_path / "countyline"
    shutil.copytree(PROJECT_ROOT / "countyline" / "running", package / "running")
    for name in ("__init__.py", "problem.py"):
        shutil.copy(PROJECT_ROOT / "countyline" / name, package / name)
    put(tmp_path / "bin", "python3", f'exec "{sys.executable}" "$@"')
    for tool in ("dirname", "sh"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    given = {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path),
        # A real 3.10 may stand where Homebrew or python.org puts it.
        "COUNTYLINE_RASA_PYTHON": str(tmp_path / "bin" / "python3"),
    }
    done = subprocess.run(
        ["/bin/sh", str(package / "running" / "start.sh"), "train"],
        env=given,
        cwd=os.sep,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "not a complete Python 3.10" in done.stderr
    assert not (tmp_path / ".brain").exists()
