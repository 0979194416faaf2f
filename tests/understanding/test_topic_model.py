"""The three views, their confidence and the gate, on a model small enough to be trained here."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from countyline.topics import SMALLTALK, is_aspect
from countyline.understanding.familiar import FamiliarWords
from countyline.understanding.gate import Gate
from countyline.understanding.grams import Floats
from countyline.understanding.labeled import Labeled, labeled
from countyline.understanding.topic import Scores, Sentence, TopicModel
from countyline.understanding.training import train
from countyline.understanding.word_counts import WordCounts

EXAMPLES = {
    "hours/open_hours": ["when do you open", "what time do you close", "opening hours please"],
    "location/where": ["where is the office", "what is the address", "how do i get there"],
    "out_of_scope/other": ["i want pizza", "play some music", "tell me a joke about cats"],
    "safety/danger": ["my house is on fire", "he has a gun", "my son is not breathing"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts] * 10
LABELS = [label for label, texts in EXAMPLES.items() for _ in texts] * 10


def encode(texts: Sequence[str]) -> Floats:
    """A stand-in for the sentence encoder: which letters a text holds."""
    rows = np.zeros((len(texts), 26), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for letter in text.lower():
            if "a" <= letter <= "z":
                row[ord(letter) - ord("a")] += 1
    return rows / np.maximum(1, np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(TEXTS, LABELS, [], encode)


def scored(model: TopicModel, *sentences: Sentence) -> list[Scores]:
    return model.score(sentences, encode([sentence.text for sentence in sentences]))


def test_what_was_learned_is_known_again(model: TopicModel) -> None:
    for label, texts in EXAMPLES.items():
        for scores in scored(model, *map(Sentence, texts)):
            assert scores.best == label
            assert scores.agreement(scores.topic) > 0.5


def test_a_labeled_message_is_learned_from_unless_it_teaches_no_label() -> None:
    silent = Labeled("the shutters rattle", frozenset({"location"}))
    teaching = replace(silent, lesson="location/where")

    def least_share(message: Labeled) -> float:
        learned = train(TEXTS, LABELS, [message] * 30, encode)
        return scored(learned, Sentence(message.text))[0].agreement("location")

    assert least_share(teaching) > 0.5 > least_share(silent)


def is_label(name: str) -> bool:
    """Whether a line may teach it: an aspect of a topic, or a kind of small talk."""
    topic, _, kind = name.partition("/")
    return is_aspect(name) or (topic == "smalltalk" and kind in SMALLTALK)


def test_what_lines_teach_is_their_first_aspect_or_that_they_are_none_of_ours() -> None:
    by_lesson: dict[str | None, list[Labeled]] = {}
    for message in labeled():
        by_lesson.setdefault(message.lesson, []).append(message)
    assert all(is_label(lesson) for lesson in by_lesson if lesson)
    for lesson, messages in by_lesson.items():
        if lesson and not lesson.startswith("out_of_scope"):
            assert all(lesson in (message.aspects or ()) for message in messages)
    elsewhere = by_lesson["out_of_scope/other_government"]
    assert len(elsewhere) > 500
    teaching = [one for lesson, group in by_lesson.items() if lesson for one in group]
    assert max(len(one.text.split()) for one in teaching) <= 30


def test_shares_are_probabilities(model: TopicModel) -> None:
    (scores,) = scored(model, Sentence("where is a joke"))
    assert scores.shares.sum() == pytest.approx(1, abs=1e-4)
    assert scores.topics.sum() == pytest.approx(1, abs=1e-4)
    assert 0 <= scores.confidence <= 1


def test_a_saved_model_says_the_same(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    read = TopicModel.load(tmp_path / "model.npz")
    (before,), (after,) = (scored(one, Sentence("when do you open")) for one in (model, read))
    assert after.labels == before.labels
    assert np.allclose(after.shares, before.shares, atol=0.01)


def test_a_published_name_makes_other_business_improbable(model: TopicModel) -> None:
    plain, named = scored(
        model, Sentence("pizza there"), Sentence("pizza there", names_ours=True)
    )
    assert named.out_of_scope < plain.out_of_scope


def test_a_long_text_is_about_something_by_its_words_alone(model: TopicModel) -> None:
    about = model.about("he said my house is on fire")
    assert max(about, key=lambda topic: about[topic]) == "safety"


def test_the_confidence_learns_from_what_went_wrong() -> None:
    right = [Labeled(text, frozenset({"hours"})) for text in EXAMPLES["hours/open_hours"]] * 5
    odd = ["when do zebras close", "what time do zebras open", "zebras opening hours"]
    wrong = [Labeled(text, frozenset({"out_of_scope"})) for text in odd] * 5
    model = train(TEXTS, LABELS, [*right, *wrong], encode)
    known, strange = scored(model, Sentence("when do you open"), Sentence("when do zebras close"))
    assert known.topic == strange.topic == "hours"
    assert known.confidence > 0.8 > strange.confidence


def familiar_words(texts: list[str], topics: list[str]) -> FamiliarWords:
    counts = WordCounts.of(texts)
    return FamiliarWords.of(counts.words, counts.by_word, topics)


def test_strange_words_are_counted_but_published_names_are_not() -> None:
    familiar = familiar_words(TEXTS, [label.partition("/")[0] for label in LABELS])
    strange = familiar.strangeness("where is the zoo", "location", known=())
    known = familiar.strangeness("where is the zoo", "location", known={"zoo"})
    assert (strange.words, strange.to_all, strange.to_topic) == (4, 1, 1)
    assert (known.words, known.to_all, known.to_topic) == (4, 0, 0)


def test_a_name_tells_of_the_topic_whose_examples_hold_its_words_more_often() -> None:
    familiar = familiar_words(
        ["is the dog pound open", "dog tags", "is the recorder open", "recorder hours"],
        ["other_service", "other_service", "status", "status"],
    )
    assert familiar.tells_of("dog pound", "other_service", rather_than="status")
    assert not familiar.tells_of("recorder", "other_service", rather_than="status")
    assert not familiar.tells_of("nobody knows", "other_service", rather_than="status")


def test_the_gate_believes_by_confidence_and_by_what_a_mistake_costs(model: TopicModel) -> None:
    (scores,) = scored(model, Sentence("when do you open"))
    assert Gate(confidence=0.0).believes(scores)
    assert not Gate(confidence=1.01).believes(scores)
    assert not Gate(confidence=0.0, confidences={"hours": 1.01}).believes(scores)


def test_what_must_not_be_missed_is_heard_below_the_best_guess(model: TopicModel) -> None:
    (scores,) = scored(model, Sentence("when do you open my house is on fire he has a gun"))
    share = scores.topic_probability("safety")
    low = Gate(raised={"safety": share / 2}, raised_agreement=0.0)
    high = Gate(raised={"safety": 1.01}, raised_agreement=0.0)
    assert low.label(scores) == "safety/danger"
    assert high.label(scores) == scores.best


BESIDE = {
    "receipts/get": ["where do i get a receipt", "print my receipt", "i need my receipt"],
    "receipts/cost": ["what does a receipt cost", "price of a receipt", "is a receipt free"],
}


def test_the_confidence_in_an_aspect_learns_from_what_went_wrong() -> None:
    texts = [*TEXTS, *(text for same in BESIDE.values() for text in same * 10)]
    labels = [*LABELS, *(label for label, same in BESIDE.items() for _ in same * 10)]
    fits = frozenset({"receipts"})
    right = [Labeled(text, fits, frozenset({"receipts/get"})) for text in BESIDE["receipts/get"]]
    nothing = [Labeled("get a receipt price", fits, frozenset())]
    unlabeled = [Labeled("is a receipt free", fits)]
    model = train(texts, labels, [*right * 5, *nothing * 10, *unlabeled * 20], encode)
    clear, torn = scored(model, Sentence("i need my receipt"), Sentence("get a receipt price"))
    assert clear.topic == torn.topic == "receipts"
    assert clear.aspect_confidence > 0.8 > torn.aspect_confidence


def test_what_was_learned_of_aspects_is_saved(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    read = TopicModel.load(tmp_path / "model.npz")
    (before,), (after,) = (scored(one, Sentence("when do you open")) for one in (model, read))
    assert after.aspect_confidence == pytest.approx(before.aspect_confidence, abs=0.01)


def test_a_topic_may_be_believed_when_its_aspect_is_not(model: TopicModel) -> None:
    (scores,) = scored(model, Sentence("when do you open"))
    gate = Gate(confidence=0.0, aspect=1.01)
    assert gate.believes_topic(scores)
    assert not gate.believes(scores)


def test_every_labeled_aspect_is_one() -> None:
    aspects = {name for message in labeled() for name in message.aspects or ()}
    assert [name for name in sorted(aspects) if not is_label(name)] == []
    assert "recording/filed" in aspects
