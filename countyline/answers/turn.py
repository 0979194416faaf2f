"""What one turn holds: a question on its way to a reply, and what it is answered from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from countyline.answers.answer import Choice
from countyline.answers.composing import Composer
from countyline.answers.context import Context
from countyline.answers.index import Index
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Part, Question
from countyline.answers.situation import Situation
from countyline.answers.wording import Wording
from countyline.status.model import Language, StatusDocument


@dataclass(frozen=True)
class Turn:
    """One question, what the conversation was about before it, and the moment.

    `index` is the document's; `composer` words for the medium of the question.
    """

    index: Index
    wording: Wording
    composer: Composer
    question: Question
    context: Context
    now: datetime
    cases: KnownCases
    language: Language
    _situations: dict[tuple[int, Language], Situation] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def document(self) -> StatusDocument:
        """The status document that is answered from."""
        return self.index.document

    def situation(self, part: Part) -> Situation:
        """Put one part of the question to the status document."""
        # A part that is kept in a situation lives, so no other part has its id.
        key = (id(part), self.language)
        kept = self._situations.get(key)
        if kept is None:
            kept = self._situations[key] = self._put(part)
        return kept

    def _put(self, part: Part) -> Situation:
        return Situation(
            self.document,
            self.wording,
            self.language,
            part,
            self.now,
            medium=self.question.medium,
            index=self.index,
            channel=self.question.channel if self.question.has_desk else "",
        )

    def in_language(self, language: Language) -> Turn:
        """Go on in another language."""
        return replace(self, language=language)

    def in_context(self, context: Context) -> Turn:
        """Go on as if the conversation had been about something else."""
        return replace(self, context=context)

    def with_text(self, text: str) -> Turn:
        """Go on as if the question had been worded like this."""
        return replace(self, question=replace(self.question, text=text))

    @property
    def open_question(self) -> str:
        """The words of the question that waits; where none does, those of this one."""
        return self.context.question or self.question.text

    @property
    def asked_so_far(self) -> str:
        """The words of the question that waits, and of this one."""
        return f"{self.context.question} / {self.question.text}".strip(" /")

    def waiting_for(self, choices: tuple[Choice, ...]) -> Context:
        """What the conversation is about once this question has been asked back."""
        return replace(
            self.context,
            choices=choices,
            clarified=self.context.clarified + 1,
            offered_staff=False,
            question=self.question.text,
        )

    def waiting_for_nothing(self) -> Context:
        """What it is about once nothing is to be picked or agreed to any more."""
        return replace(self.context, choices=(), clarified=0, offered_staff=False)


def spoken_language(question: Question, context: Context) -> Language:
    """Tell in which language to answer: as it was asked, else as was spoken before."""
    spoken = question.language if question.language != "und" else context.language
    return "es" if spoken == "es" else "en"
