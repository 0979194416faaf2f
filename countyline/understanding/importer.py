"""Reads the training files as Rasa does, without copying and digesting every example many times.

Rasa merges what it has read eleven times on the way to training, and each merge copies and digests
all examples: for thirty thousand of them half a minute. Named in `config.yml` under `importers`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Example(Message):
    """A training example that nobody changes: its copy is itself, with the digest once taken."""

    @classmethod
    def of(cls, message: Message) -> Example:
        """The same as `message`."""
        return cls(
            data=message.data,
            output_properties=message.output_properties,
            time=message.time,
            features=message.features,
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        return self


class ExamplesImporter(RasaFileImporter):
    """Rasa's importer of files, with examples that nobody changes."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Read the examples of every file (see the parent class)."""
        return self._examples

    @cached_property
    def _examples(self) -> TrainingData:
        messages = (m for path in self._nlu_files for m in load_data(path).training_examples)
        return TrainingData([Example.of(message) for message in messages])
