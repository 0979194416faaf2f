"""Reads a file of words: YAML that comes with the program, so that nobody has to find its faults.

What a county writes itself is read by `status.yaml_text`, which says what is wrong with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# libyaml's reader, where PyYAML was built with it: every process and every command reads all
# words before it does anything, which takes Python's own reader ten times as long.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_words(file: Path) -> Any:
    """Give what a file holds; nothing for an empty one. Raises OSError or yaml.YAMLError."""
    return yaml.load(file.read_text(encoding="utf-8"), _LOADER)
