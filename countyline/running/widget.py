"""Builds and checks the chat widget, away from the tree that other tools walk.

python -m countyline.running.widget build|check

The sources are copied to the hidden folder `.widget`, the packages are installed there, and only
the two built files come back.
"""

import argparse
import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT

# What a resident's browser fetches before and after the click, in bytes, gzipped.
LIMITS = {"widget.js": 5_000, "panel.js": 45_000}
NODE = (20, 19)

_LEFT_OUT = {"built", "node_modules"}
_STAMP = "countyline-installed.json"
_HOST_NAME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True)
class Tools:
    """The programs that the build needs."""

    node: str
    npm: str
    version: str


@dataclass(frozen=True)
class Checked:
    """What a check found: how many tests passed, and how large the files are, gzipped."""

    tests: int
    sizes: dict[str, int]


def find_tools() -> Tools:
    """Find node and npm, or say in one sentence what to do."""
    wanted = f"Node.js {NODE[0]}.{NODE[1]} or later"
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing = "node" if node is None else "npm"
        raise Problem(
            f"Building the widget needs {wanted} with npm, and {missing} was not found: "
            "install it and put it on the PATH (running Countyline needs neither)."
        )
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)\.", said)
    if found is None or (int(found[1]), int(found[2])) < NODE:
        raise Problem(
            f"Building the widget needs {wanted}, and {node} is {said.strip() or 'unknown'}: "
            "put a newer one first on the PATH."
        )
    return Tools(node, npm, said.strip())


class Workshop:
    """A hidden folder where what needs Node.js is made: the widget, unless told otherwise.

    Args:
        root: the project's folder.
        tools: the programs.
        of: the folder of the sources, below `root`. The workshop takes its name, with a dot.
    """

    def __init__(self, root: Path, tools: Tools, of: str = "widget") -> None:
        self.source = root / of
        self.folder = root / f".{self.source.name}"
        self._tools = tools

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Prepare the folder and keep others out: two checks at once would disturb each other."""
        self.folder.mkdir(exist_ok=True)
        # The folder ignores itself: nothing in it may ever be committed.
        (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._prepare()
            yield

    def _prepare(self) -> None:
        """Lay out the present sources, and install the packages if the lock file changed."""
        kept = {"node_modules", ".gitignore", ".lock"}
        for old in self.folder.iterdir():
            if old.name not in kept:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        for new in self.source.iterdir():
            if new.name in _LEFT_OUT:
                continue
            if new.is_dir():
                shutil.copytree(new, self.folder / new.name)
            else:
                shutil.copy2(new, self.folder / new.name)
        self._install()

    def build(self) -> dict[str, bytes]:
        """Build, and give the content of each built file."""
        self.run("run", "--silent", "build")
        built = sorted((self.folder / "built").iterdir())
        return {path.name: path.read_bytes() for path in built}

    def test(self) -> int:
        """Run Vitest and give the number of tests that passed; a failed one is a problem."""
        report = self.folder / "vitest.json"
        arguments = ("--reporter=default", "--reporter=json", f"--outputFile.json={report}")
        self.run("run", "--silent", "test", "--", *arguments)
        counted = json.loads(report.read_text(encoding="utf-8"))
        passed = int(counted["numPassedTests"])
        if not passed or passed != int(counted["numTotalTests"]):
            raise Problem("Vitest left tests out: every test of the widget must run and pass.")
        return passed

    def run(self, *arguments: str) -> None:
        """Run npm with its output in sight; a failure is a problem."""
        environment = {**os.environ, "NO_COLOR": "1", "CI": "true"}
        # A developer's production setting would leave out the build tools.
        environment.pop("NODE_ENV", None)
        command = [self._tools.npm, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, check=False)
        if done.returncode != 0:
            raise Problem(f"`npm {' '.join(arguments)}` failed; what it said stands above.")

    def _install(self) -> None:
        lock = (self.folder / "package-lock.json").read_bytes()
        wanted = {"lock": hashlib.sha256(lock).hexdigest(), "node": self._tools.version}
        stamp = self.folder / "node_modules" / _STAMP
        try:
            if json.loads(stamp.read_text(encoding="utf-8")) == wanted:
                return
        except (OSError, ValueError):
            pass
        self.run("ci", "--no-audit", "--no-fund")
        stamp.write_text(json.dumps(wanted), encoding="utf-8")


def build(root: Path) -> dict[str, int]:
    """Make `widget/built` anew and give the sizes of its files, gzipped."""
    workshop = Workshop(root, find_tools())
    with workshop.alone():
        files = workshop.build()
    target = root / "widget" / "built"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, content in files.items():
        (target / name).write_bytes(content)
    return gzipped(target)


def check(root: Path) -> Checked:
    """Check types, run Vitest, rebuild, compare with the committed files, and weigh them."""
    workshop = Workshop(root, find_tools())
    with workshop.alone():
        workshop.run("run", "--silent", "types")
        tests = workshop.test()
        fresh = workshop.build()
    target = root / "widget" / "built"
    differences = compare(target, fresh)
    if differences:
        raise Problem(
            f"widget/built is not what the sources make: {'; '.join(differences)}. "
            "Run `python -m countyline.running.widget build` and commit widget/built."
        )
    hosts = _HOST_NAME.search((root / "widget" / "package-lock.json").read_text(encoding="utf-8"))
    if hosts:
        raise Problem(
            "widget/package-lock.json names a host: run `npm run lock` in widget/ to renew it."
        )
    sizes = gzipped(target)
    heavy = [f"{name} has {sizes[name]}" for name in LIMITS if sizes[name] > LIMITS[name]]
    if heavy:
        raise Problem(f"Too heavy, in bytes gzipped: {', '.join(heavy)}; allowed are {LIMITS}.")
    return Checked(tests, sizes)


def compare(target: Path, fresh: dict[str, bytes]) -> list[str]:
    """Say how a folder differs from the files that were built."""
    there = {path.name for path in target.iterdir()} if target.is_dir() else set()
    said = [f"{name} is missing" for name in sorted(fresh.keys() - there)]
    said += [f"{name} does not belong there" for name in sorted(there - fresh.keys())]
    said += [
        f"{name} differs"
        for name in sorted(there & fresh.keys())
        if (target / name).read_bytes() != fresh[name]
    ]
    return said


def gzipped(folder: Path) -> dict[str, int]:
    """Weigh each file of a folder as `gzip -9` packs it."""
    return {
        path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0))
        for path in sorted(folder.iterdir())
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the widget, or check what is committed."""
    parser = argparse.ArgumentParser(prog="python -m countyline.running.widget")
    parser.add_argument("what", choices=["build", "check"], help="make widget/built, or check it")
    what = parser.parse_args(arguments).what
    try:
        if what == "build":
            sizes, before = build(PROJECT_ROOT), ""
        else:
            checked = check(PROJECT_ROOT)
            sizes, before = checked.sizes, f"{checked.tests} tests passed; "
    except Problem as problem:
        sys.exit(str(problem))
    weighed = ", ".join(f"{name} {size:,} bytes gzipped" for name, size in sizes.items())
    print(f"The widget: {before}{weighed}.")


if __name__ == "__main__":
    main()
