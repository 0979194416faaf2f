"""An independent mock of Twilio: Prism, serving Twilio's own description of its API.

Both come from npm, by the lock file in `mock/`, into a hidden folder that is never committed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from countyline.running.widget import Tools
from countyline.settings import PROJECT_ROOT

_FOLDER = PROJECT_ROOT / ".twilio-mock"
_LOCKED = Path(__file__).with_name("mock")
_DESCRIPTION = "@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json"
_PATIENCE_SECONDS = 120.0


@contextlib.contextmanager
def mock_twilio(tools: Tools, folder: Path) -> Iterator[str]:
    """Serve the mock on a free port of loopback; give its address."""
    _install(tools)
    described = _messages_only(folder)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    modules = _FOLDER / "node_modules"
    command = [tools.node, str(modules / "@stoplight/prism-cli/dist/index.js"), "mock"]
    log = (folder / "prism.log").open("wb")
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), str(described)],
        stdout=log,
        stderr=log,
        env={**os.environ, "NO_COLOR": "1"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.kill()
        process.wait()
        log.close()


def _install(tools: Tools) -> None:
    _FOLDER.mkdir(exist_ok=True)
    # The folder ignores itself: nothing in it may ever be committed.
    (_FOLDER / ".gitignore").write_text("*\n", encoding="utf-8")
    with (_FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256((_LOCKED / "package-lock.json").read_bytes()).hexdigest()
        stamp = _FOLDER / "node_modules" / "countyline-installed"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy2(_LOCKED / name, _FOLDER / name)
        command = [tools.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=_FOLDER, check=True, capture_output=True, timeout=600)
        stamp.write_text(wanted, encoding="utf-8")


def _messages_only(folder: Path) -> Path:
    """Write the part that is about messages: the whole takes the mock minutes to read."""
    whole = _FOLDER / "node_modules" / _DESCRIPTION
    described = json.loads(whole.read_text(encoding="utf-8"))
    paths = described["paths"]
    described["paths"] = {path: paths[path] for path in paths if path.endswith("/Messages.json")}
    assert len(described["paths"]) == 1
    part = folder / "messages.json"
    part.write_text(json.dumps(described), encoding="utf-8")
    return part


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the mock ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()  # It answers.
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the mock does not answer")
