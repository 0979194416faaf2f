"""Reads the training files, without copying, digesting and hashing every example many times.

Rasa's reader takes a second for two thousand examples, and Rasa merges what it has read eleven
times on the way to training, copying and digesting all of it each time: for forty thousand
examples most of a minute. Named in `config.yml` under `importers`.
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from countyline.understanding.examples import blocks


class Example(Message):
    """A training example that nobody changes: its copy is itself, its digest is taken once."""

    _digest: str | None = None

    @classmethod
    def of(cls, text: str, intent: str, aspect: str) -> Example:
        """An utterance with its intent, the aspect in its metadata."""
        return cls(data={TEXT: text, INTENT: intent, METADATA: {INTENT: {"aspect": aspect}}})

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        return self

    def __hash__(self) -> int:
        """Hash it by its text alone: Rasa looks for repeated examples a million times."""
        return hash(self.data[TEXT])

    def __eq__(self, other: object) -> bool:
        """Compare it (see the parent class)."""
        return self is other or super().__eq__(other)

    def fingerprint(self) -> str:
        """Give the digest of what it is, taken once (see the parent class)."""
        if self._digest is None:
            written = json.dumps(self.data, sort_keys=True)
            self._digest = blake2b(written.encode(), digest_size=16).hexdigest()
        return self._digest

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property (see the parent class), which forgets the digest if it differs.

        Whenever examples are put together Rasa sets each one's intent to what it is.
        """
        if add_to_output or self.get(prop) != info:
            super().set(prop, info, add_to_output)
            self._digest = None


class ExamplesImporter(RasaFileImporter):
    """Rasa's importer of files, with examples that nobody changes."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Read the examples of every file (see the parent class)."""
        return self._examples

    @cached_property
    def _examples(self) -> TrainingData:
        found = (blocks(Path(path)) for path in self._nlu_files)
        return TrainingData([Example.of(*block) for file in found for block in file])
