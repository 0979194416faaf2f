"""The programs that a running system is made of."""

import psutil


def program_of(supervisor: int, module: str) -> int:
    """Give the process that runs a module for a supervisor. Raises RuntimeError: none does."""
    for child in psutil.Process(supervisor).children():
        if module in child.cmdline():
            return int(child.pid)
    raise RuntimeError(f"{module} does not run")
