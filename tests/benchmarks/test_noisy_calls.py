"""The bench of noisy calls: its corpus, its callers, and what counts as served."""

from __future__ import annotations

import json
import math
import random
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calls.corpus import (
    CORPORA,
    HEARD,
    HOPELESS,
    LANGUAGES,
    TUNING,
    Noisy,
    read_noisy,
    read_said,
)
from benchmarks.calls.corpus import (
    FROZEN as FROZEN_CALLS,
)
from benchmarks.calls.make_corpus import call_of
from benchmarks.calls.noisy import page_of, shown
from benchmarks.calls.phone_line import PhoneLine, add_noise, lose_packets
from benchmarks.calls.phoning import Turned
from benchmarks.calls.playing import Played, fitting_choice, play, told_in
from benchmarks.calls.word_errors import plain, word_error_rate
from benchmarks.understanding.lines import FROZEN, LOOKED_AT, MEASURED, read_lines
from countyline.calling.model import MOST_ALTERNATIVES, Alternative
from countyline.settings import PROJECT_ROOT
from countyline.topics import TOPICS
from tests.benchmarks.test_judging import line as labels

ASKED = labels("answer", "status", "recording", ok_subjects=("recorder_of_deeds",))
OFFICES = {"assessment", "collection", "recorder_of_deeds"}
KINDS = {"answer", "unknown_or_handoff", "decline", "clarify", "smalltalk"}
TEXTS = st.text(alphabet="ab c'ñ.,?", max_size=30)


# The corpus


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_labeled_as_the_frozen_set_is(language: str) -> None:
    said = read_said(language)
    assert len(said) >= {"en": 200, "es": 100}[language]
    assert len({one.id for one in said}) == len({plain(one.text) for one in said}) == len(said)
    for one in said:
        assert one.language == language
        assert set(one.ok_topics) <= set(TOPICS)
        assert one.accepted <= KINDS
        assert one.in_scope != (one.ok_topics[0] == "out_of_scope")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_was_trained_on_or_measured_before(language: str) -> None:
    known = {plain(text) for text in _trained(language)}
    others = [file for file in (*MEASURED, *LOOKED_AT) if file[0] == FROZEN or file in LOOKED_AT]
    known |= {plain(one.text) for one in read_lines(others)[0]}
    assert len(known) > 10_000
    assert [one.text for one in read_said(language) if plain(one.text) in known] == []


def _trained(language: str) -> Sequence[str]:
    examples = []
    for path in (PROJECT_ROOT / "data" / language / "nlu").glob("*.yml"):
        groups = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
        lines = (line for group in groups for line in group["examples"].splitlines())
        examples += [line.strip().removeprefix("- ") for line in lines]
    return examples


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CORPORA)
def test_every_recognizer_heard_its_questions(name: str, language: str) -> None:
    corpus = CORPORA[name]
    said = [one.id for one in corpus.said(language)]
    heard: dict[str, list[str]] = {recognizer: [] for recognizer in corpus.every[language]}
    for one in read_noisy(language, [corpus]):
        heard[one.recognizer].append(one.line.id)
        assert len(one.ways) <= MOST_ALTERNATIVES
        assert all(way.transcript for way in one.ways)
        assert all(0 <= way.confidence <= 1 for way in one.ways if way.confidence is not None)
        first = one.ways[0].transcript if one.ways else ""
        assert one.word_error_rate == pytest.approx(
            word_error_rate(one.line.text, first), abs=0.001
        )
    assert heard == {name: said[::every] for name, every in corpus.every[language].items()}


def test_nothing_that_may_be_looked_at_is_measured() -> None:
    for language in LANGUAGES:
        looked_at = {plain(one.text) for corpus in TUNING for one in corpus.said(language)}
        assert not looked_at & {plain(one.text) for one in read_said(language)}


def test_transcripts_to_be_refused_are_far_worse_than_those_to_be_understood() -> None:
    every = [one for language in LANGUAGES for one in read_noisy(language)]
    mean = {
        part: _mean([one.word_error_rate for one in every if one.part == part])
        for part in (HEARD, HOPELESS)
    }
    assert 0.2 < mean[HEARD] < 0.5
    assert mean[HOPELESS] > 0.65


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def test_the_corpora_are_small() -> None:
    for corpus in CORPORA.values():
        sizes = [corpus.transcripts(language).stat().st_size for language in LANGUAGES]
        assert sum(sizes) < 1_000_000


def test_a_question_is_always_spoken_alike() -> None:
    (first, *_) = read_said("en")
    assert call_of(first) == call_of(first)
    transcripts = FROZEN_CALLS.transcripts("en").read_text(encoding="utf-8")
    entry = json.loads(transcripts.splitlines()[0])
    assert entry["voice"] == call_of(first).voice.name


# Word errors


@pytest.mark.parametrize(
    ("said", "heard", "rate"),
    [
        ("Is it open?", "is it open", 0.0),
        ("is it open", "is open", 1 / 3),
        ("is it open", "is it it open now", 2 / 3),
        ("is it open", "", 1.0),
        ("", "anything", 0.0),
        ("don’t", "don't", 0.0),
    ],
)
def test_word_errors_are_the_least_edits(said: str, heard: str, rate: float) -> None:
    assert word_error_rate(said, heard) == pytest.approx(rate)


@given(TEXTS, TEXTS)
def test_word_errors_are_bounded_and_none_of_itself(said: str, heard: str) -> None:
    words, others = len(plain(said).split()), len(plain(heard).split())
    assert word_error_rate(said, said) == 0
    assert 0 <= word_error_rate(said, heard) * max(1, words) <= max(words, others)


# The telephone line


def test_noise_is_as_loud_as_asked() -> None:
    tone = [round(8000 * math.sin(place / 5)) for place in range(16_000)]
    noisy = array("h", tone)
    add_noise(noisy, PhoneLine(20.0), random.Random(1))
    noise = [heard - sent for heard, sent in zip(noisy, tone, strict=True)]
    ratio = sum(s * s for s in tone) / sum(n * n for n in noise)
    assert 10 * math.log10(ratio) == pytest.approx(20.0, abs=1.0)


def test_packets_are_lost_as_often_as_asked() -> None:
    sound = array("h", [1] * 160 * 20_000)
    lose_packets(sound, PhoneLine(30.0, lost=0.02), random.Random(1))
    assert 1 - sum(sound) / len(sound) == pytest.approx(0.02, abs=0.005)


# Callers


class Scripted:
    """A line on which the same turns come each time."""

    def __init__(self, *turns: Turned) -> None:
        self._turns = list(turns)
        self.heard: list[str] = []

    def start(self, language: str) -> Turned:
        return Turned("Hello.", language=language)

    def speak(self, ways: Sequence[Alternative]) -> Turned:
        self.heard.append(ways[0].transcript if ways else "")
        return self._turns.pop(0)

    def press(self, keys: str) -> Turned:
        return self._turns.pop(0)

    def hang_up(self) -> None:
        self.heard.append("(hung up)")


def noisy(language: str = "en", transcript: str = "is the recorder open") -> Noisy:
    heard = (Alternative(transcript, 0.5),) if transcript else ()
    (recognizer, _) = FROZEN_CALLS.every[language]
    return Noisy(labels(language=language), recognizer, heard, 0.3)


def answered(kind: str = "answer", *topics: str, **more: Any) -> Turned:
    given = list(topics or ("status",))
    record = {"kind": kind, "certainty": "confirmed", "topics": given, **more}
    return Turned("Words.", answer=record)


def asks(*choices: str, **more: Any) -> Turned:
    offered = [{"id": one, "title": f"title of {one}"} for one in choices]
    return answered("clarify", choices=offered, **more)


@pytest.mark.parametrize(
    ("turned", "got"),
    [
        (answered(), "answered"),
        (answered("answer", "hours"), "wrong"),
        (answered(subjects=["collection"]), "harmful"),
        (answered(certainty="unknown"), "unknown"),
        (answered("handoff"), "put through"),
        (answered("decline"), "turned away"),
        (answered("smalltalk"), "asked"),
        (Turned("I did not understand."), "asked"),
        (answered("answer", "safety"), "wrong"),
    ],
)
def test_a_first_reply_is_judged_as_understanding_is(turned: Turned, got: str) -> None:
    line = Scripted(turned)
    assert play(noisy(), ASKED, line, OFFICES).got == got
    assert line.heard == ["is the recorder open", "(hung up)"]


def test_a_caller_says_yes_to_what_was_meant() -> None:
    line = Scripted(asks("heard:0", "heard:none"), answered())
    assert play(noisy(), ASKED, line, OFFICES).got == "confirmed"
    assert line.heard[1] == "yes"


def test_a_spanish_caller_says_yes_in_spanish() -> None:
    line = Scripted(asks("heard:0", "heard:none", "person"), answered())
    play(noisy("es"), ASKED, line, OFFICES)
    assert line.heard[1] == "sí"


def test_a_caller_names_an_offer_beside_a_person_by_its_title() -> None:
    line = Scripted(asks("status/open", "person"), answered())
    play(noisy(), ASKED, line, OFFICES)
    assert line.heard[1] == "title of status/open"


def test_a_caller_chooses_among_several_by_title() -> None:
    line = Scripted(asks("hours/regular", "status/open", "person"), answered())
    assert play(noisy(), ASKED, line, OFFICES).got == "confirmed"
    assert line.heard[1] == "title of status/open"


def test_a_caller_says_no_to_what_was_not_meant_and_counts_as_asked() -> None:
    line = Scripted(asks("heard:0", "heard:none", topics=["hours"]), Turned("Say it another way."))
    assert play(noisy(), ASKED, line, OFFICES).got == "asked"
    assert line.heard[1] == "no"


def test_a_wrong_answer_after_a_yes_is_wrong() -> None:
    line = Scripted(asks("heard:0", "heard:none"), answered("answer", "hours"))
    assert play(noisy(), ASKED, line, OFFICES).got == "wrong"


def test_nobody_is_asked_back_for_ever() -> None:
    line = Scripted(*[asks("heard:0", "heard:none")] * 9)
    assert play(noisy(), ASKED, line, OFFICES).got == "asked"
    assert len(line.heard) < 6


@pytest.mark.parametrize(
    ("choice", "record", "fits"),
    [
        ("subject:recorder_of_deeds", {}, True),
        ("subject:collection", {}, False),
        ("recording/record", {}, True),
        ("status/open", {"subjects": ["recorder_of_deeds"]}, True),
        ("status/open", {"subjects": ["collection"]}, False),
        ("date:2024-04-05", {}, False),
        ("person", {}, False),
        ("heard:0", {}, True),
        ("heard:0", {"topics": ["hours"]}, False),
        ("heard:0", {"subjects": ["collection"]}, False),
        ("heard:1", {}, False),
        ("heard:none", {}, False),
    ],
)
def test_what_was_meant_is_told_by_the_labels(
    choice: str, record: Mapping[str, Any], fits: bool
) -> None:
    assert (fitting_choice(ASKED, asks(choice, **record), OFFICES) is not None) == fits


def test_whoever_asks_of_a_website_does_not_mean_the_offices() -> None:
    search = labels("answer", "reopening", ok_subjects=("online_property_search",))
    offered = asks("heard:0", topics=["reopening"])
    assert fitting_choice(search, offered, OFFICES) is None
    recorder = labels("answer", "reopening", ok_subjects=("recorder_of_deeds",))
    assert fitting_choice(recorder, offered, OFFICES) is not None


def test_silence_and_prompts_count_as_asking_again() -> None:
    assert told_in({}).kind == "clarify"
    line = Scripted(Turned("I did not hear you."))
    assert play(noisy(transcript=""), ASKED, line, OFFICES).got == "asked"


def test_danger_that_is_asked_back_is_told_apart() -> None:
    danger = labels("answer", "safety")
    assert play(noisy(), danger, Scripted(Turned("Say it again.")), OFFICES).reason == "safety"


# The page


def test_the_page_says_whether_the_aims_are_kept() -> None:
    right = [Played(noisy(), "answered", "", ("Words.",))] * 150
    kept = page_of([*right, Played(noisy(), "wrong", "another topic", ("Words.",))], "x", "abc")
    assert kept.count("| kept |") == 2
    wrong = page_of([*right, *[Played(noisy(), "wrong", "", ())] * 5], "x", "abc")
    assert "| ≤ 1 % | falls short |" in wrong


def test_a_call_can_be_shown() -> None:
    text = shown(Played(noisy(), "wrong", "another topic", ("It opens at eight.",)))
    assert "heard: is the recorder open (0.5)" in text
    assert "said: It opens at eight." in text
