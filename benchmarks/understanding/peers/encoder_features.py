"""Countyline's sentence encoder as a featurizer for DIET. Only the peers use it.

DIET wants a vector for each token and one for the sentence; a token's is that of the word alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from countyline.understanding import encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EncoderFeatures(DenseFeaturizer, GraphComponent):
    """Adds dense features of the tokens and of the sentence."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._words: dict[str, encoder.Vectors] = {}
        encoder.warm_up()

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs tokens."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Needs no settings of its own."""
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeatures:
        """Create the component (see the parent class)."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every configuration will do."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to every message."""
        spoken = [message for message in messages if message.get(TEXT)]
        words = (word for message in spoken for word in _words(message))
        unknown = [word for word in dict.fromkeys(words) if word not in self._words]
        self._words.update(zip(unknown, encoder.encode_many(unknown), strict=True))
        sentences = encoder.encode_many([message.get(TEXT) for message in spoken])
        for message, sentence in zip(spoken, sentences, strict=True):
            self._add(message, sentence)
        return messages

    def _add(self, message: Message, sentence: encoder.Vectors) -> None:
        tokens = np.stack([self._words[word] for word in _words(message)])
        self.add_features_to_message(tokens, sentence[np.newaxis], TEXT, message)


def _words(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT])]
