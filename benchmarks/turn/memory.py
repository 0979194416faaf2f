"""Memory of a program: PSS of its process and of all processes below it (Linux)."""

from pathlib import Path

_PROC = Path("/proc")


def pss_megabytes(root: int) -> float:
    """Give the proportional set size of a process tree, in units of 1,000,000 bytes.

    Pages that several processes share are divided among them, so the sum counts them once.
    """
    return sum(_pss_bytes(process) for process in tree(root)) / 1e6


def tree(root: int) -> list[int]:
    """Give a process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            parent = _parent(entry)
            children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for process in found:
        found.extend(children.get(process, []))
    return found


def _parent(process: Path) -> int:
    try:
        stat = (process / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it ended meanwhile
        return -1
    # The name, in parentheses, may hold spaces and parentheses itself.
    return int(stat.rpartition(")")[2].split()[1])


def _pss_bytes(process: int) -> int:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
