"""A busy port is told before anything is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from countyline.problem import Problem
from countyline.running.ports import refuse_busy_port
from countyline.settings import PROJECT_ROOT


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_busy_port_names_the_setting_that_moves_it(address: str) -> None:
    with socket.socket() as other:
        other.bind((address, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem) as caught:
            refuse_busy_port(port, "COUNTYLINE_RASA_PORT", "Rasa")
    assert f"Port {port}, which Rasa needs, is in use" in str(caught.value)
    assert "COUNTYLINE_RASA_PORT=" in str(caught.value)
    refuse_busy_port(port, "COUNTYLINE_RASA_PORT", "Rasa")


def test_the_command_tells_it_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "countyline.cli", "run"],
            cwd=PROJECT_ROOT,
            env={**os.environ, "COUNTYLINE_RASA_PORT": port, "COUNTYLINE_VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {port}, which Rasa needs, is in use")
    assert done.stderr.count("\n") == 1
