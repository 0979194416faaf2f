"""Rasa's graph components: thin shells around the plain modules of this package.

They are named in `config.yml`. Each adds one thing to the message; the last one puts the whole
together as the attribute `understanding` and sets Rasa's intent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from countyline.redaction import clean
from countyline.revision import Revision
from countyline.understanding import encoder, labeled
from countyline.understanding.examples import DEFAULT_ASPECT
from countyline.understanding.finders import Published
from countyline.understanding.gate import Gate
from countyline.understanding.judging import Judge
from countyline.understanding.kept_vectors import encode_kept
from countyline.understanding.language import Reading, decide
from countyline.understanding.language_identifier import identify
from countyline.understanding.lexicon import DATA
from countyline.understanding.publication import published
from countyline.understanding.reading import ATTRIBUTE, MessageReader, intent_of
from countyline.understanding.recognition import RECOGNITION, Alternative, alternatives
from countyline.understanding.subjects import Mention
from countyline.understanding.topic import TopicModel
from countyline.understanding.training import train
from countyline.understanding.weighing import Bands, read_heard

_FINDERS = "countyline_finders"
_TEXTS = "countyline_texts"
_HEARD = "countyline_heard"
_CHOICES = "countyline_choices"
_MODEL = "countyline_model"
_MODEL_FILE = "topics.npz"
_CONTEXT = "context"
_COMMON_WORDS = 3000
"""Words that the encoder looks at while the model is loaded: a tenth of a second, 45 MB."""
_KEPT_VECTORS = DATA.parent / ".rasa" / "vectors.npz"
"""Beside what Rasa itself keeps between trainings."""


class _Shell(GraphComponent):
    """A component without anything to train."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Shell:
        """Create the component (see the parent class)."""
        return cls(config)


class RevisionFinders:
    """The finders of the revision in service, built again when a new one is published."""

    def __init__(self) -> None:
        self._revision: Revision | None = None
        self._finders: Published | None = None

    def current(self) -> Published:
        """The finders to use for this turn."""
        revision = published().current()
        if self._finders is None or revision is not self._revision:
            self._finders = Published.of(revision, self._finders)
            self._revision = revision
        return self._finders


_finders = RevisionFinders()


def _conversation(message: Message, tracker: DialogueStateTracker | None) -> dict[str, Any]:
    """The context of the conversation: what the desk sent along, else Rasa's slot."""
    metadata = message.get("metadata") or {}
    context = metadata.get(_CONTEXT)
    if not isinstance(context, dict):
        kept = tracker.get_slot(_CONTEXT) if tracker is not None else None
        context = kept if isinstance(kept, dict) else {}
    return {**context, "language": context.get("language") or metadata.get("language")}


class Seen(NamedTuple):
    """A text as it is looked at first: its language, its names."""

    text: str
    language: Reading
    mentions: list[Mention]


def seen(text: str, finders: Published, hint: str | None) -> Seen:
    """Look at a text; `hint` is the language of the conversation."""
    mentions = finders.subjects.find(text)
    names = [(mention.start, mention.end) for mention in mentions]
    return Seen(text, decide(text, hint, identify, names), mentions)


def mended(heard: Alternative, finders: Published) -> Alternative:
    """A transcript with its names as they are published, where recognition had them wrong."""
    text = finders.subjects.mended(heard.text)
    return replace(heard, mended="" if text == heard.text else text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LanguageDecider(_Shell):
    """Cleans the text (no command, no secret number), finds its names, decides its language.

    The inner channel has cleaned the text already; other connectors of Rasa have not. Of a message
    that was spoken it looks at each way in which it was heard.
    """

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Add the published subjects and the language to each message."""
        for message in messages:
            text = clean(message.get(TEXT)).text
            message.set(TEXT, text, add_to_output=True)
            finders = _finders.current()
            context = _conversation(message, tracker)
            heard = alternatives((message.get("metadata") or {}).get(RECOGNITION), text)
            heard = tuple(mended(one, finders) for one in heard) if heard else None
            texts = [one.meant for one in heard] if heard else [text]
            message.set(_FINDERS, finders)
            message.set(_HEARD, heard)
            message.set(_CHOICES, _titles(context))
            message.set(_TEXTS, [seen(one, finders, context["language"]) for one in texts])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples need no language."""
        return training_data


def _titles(context: Mapping[str, Any]) -> list[str]:
    """The titles of what may be chosen now."""
    choices = context.get("choices")
    found = choices if isinstance(choices, list) else []
    return [str(one.get("title") or "") for one in found if isinstance(one, dict)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(_Shell):
    """Loads the encoder of sentences with the model, so that the first resident does not wait.

    What is encoded is known once a message is cut (`reading.py`): all of it in one go.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        encoder.warm_up()

    def process(self, messages: list[Message]) -> list[Message]:
        """Nothing to add yet."""
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The classifier encodes the examples that it learns from by itself."""
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Learns topic/aspect from the examples; offers the trained model to what follows."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, model: TopicModel | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Create an untrained classifier (see the parent class)."""
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Train anew when a labeled message changes."""
        return labeled.digest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example that has an intent; the aspect stands in its metadata."""
        rows = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model = train(
            [row.get(TEXT) for row in rows],
            [_label(row) for row in rows],
            list(labeled.labeled()),
            partial(
                encode_kept,
                kept=_KEPT_VECTORS,
                encoder=encoder.name(),
                encode=encoder.encode_many,
            ),
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder) / _MODEL_FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load the trained model (see the parent class)."""
        with model_storage.read_from(resource) as folder:
            model = TopicModel.load(Path(folder) / _MODEL_FILE)
        encoder.remember(model.vocabulary.commonest(_COMMON_WORDS))
        return cls(model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Hand the model on: what is scored depends on how the message is cut."""
        for message in messages:
            message.set(_MODEL, self._model)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add."""
        return training_data


def _label(example: Message) -> str:
    metadata = example.get("metadata") or {}
    aspect = (metadata.get("intent") or {}).get("aspect") or metadata.get("aspect")
    return f"{example.get(INTENT)}/{aspect or DEFAULT_ASPECT}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Understanding(_Shell, IntentClassifier):
    """Puts the message's meaning together: topics, subjects, dates, premises of each question."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the attribute `understanding` and the intent to each message."""
        for message in messages:
            read = self._read(message)
            message.set(ATTRIBUTE, read, add_to_output=True)
            message.set(INTENT, intent_of(read), add_to_output=True)
            message.set(INTENT_RANKING_KEY, _ranking(read), add_to_output=True)
        return messages

    def _read(self, message: Message) -> dict[str, Any]:
        judge = Judge(
            message.get(_MODEL),
            Gate(**self._config.get("gate", {})),
            self._config.get("statement", 0.6),
        )
        readers = [
            MessageReader(text, language, judge, message.get(_FINDERS), mentions)
            for text, language, mentions in message.get(_TEXTS)
        ]
        heard: tuple[Alternative, ...] | None = message.get(_HEARD)
        if heard is None:
            return readers[0].read()
        bands = Bands(**self._config.get("heard", {}))
        return read_heard(readers, heard, message.get(_CHOICES), bands)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add."""
        return training_data


def _ranking(read: dict[str, Any]) -> list[dict[str, Any]]:
    ranked: dict[str, float] = {}
    first = read["questions"][0]
    for guess in (first, *first["alternatives"]):
        ranked.setdefault(guess["topic"], guess["confidence"])
    return [{"name": topic, "confidence": share} for topic, share in ranked.items()]
