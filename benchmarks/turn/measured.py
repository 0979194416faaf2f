"""What was measured: the code's commit, as reports name it."""

import subprocess

from countyline.settings import PROJECT_ROOT


def commit() -> str:
    """Give the short name of the commit that is checked out, and whether files differ from it.

    Ask before anything is measured, whatever is committed meanwhile.
    """
    changed = " with changes that are not committed" if _git("status", "--porcelain") else ""
    return f"{_git('rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"


def _git(*words: str) -> str:
    command = ("git", *words)
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
