"""Follow-ups that lean on the conversation: "and the recorder?", "¿y el viernes?"."""

from collections.abc import Collection, Iterable, Iterator

from countyline.understanding.lexicon import Lexicon, Phrase, lexicons
from countyline.understanding.text import without_spans, words

_LONGEST = 7
_BARE = frozenset(
    [
        "the", "on", "at", "of", "for", "in", "please", "el",
        "la", "los", "las", "de", "del", "en", "por", "favor",
        "porfavor",
    ]
)  # fmt: skip
Span = tuple[int, int]


def is_fragment(text: str, subjects: Collection[Span], dates: Collection[Span]) -> bool:
    """Tell whether `text` has no topic of its own.

    It is short and either names nothing but subjects and dates, or opens as a follow-up does and
    adds nothing but them, or points back ("where is that").

    Args:
        text: one question, as written.
        subjects: offsets into `text` of the published subjects.
        dates: offsets into `text` of dates.
    """
    spoken = words(text)
    if not spoken or len(spoken) > _LONGEST + sum(1 for _ in subjects) * 3:
        return False
    texts = tuple(word.text for word in spoken)
    if pointing_label(text) is not None:
        return True
    rest = {word.text for word in without_spans(spoken, [*subjects, *dates])}
    if not subjects and not dates:
        return False
    opening = any(_opens(texts, lists.openings) for lists in lexicons())
    fillers = frozenset[str]().union(*(lists.fillers for lists in lexicons()))
    return rest <= (fillers if opening else _BARE)


def is_follow_up(text: str) -> bool:
    """Tell whether `text` is short and opens as a follow-up does: "and by mail?".

    It asks something of its own, most likely of the matter that was just spoken of.
    """
    texts = tuple(word.text for word in words(text))
    return len(texts) <= _LONGEST and any(_opens(texts, lists.openings) for lists in lexicons())


def _opens(texts: Phrase, openings: Iterable[Phrase]) -> bool:
    return any(texts[: len(opening)] == opening for opening in openings)


def pointing_label(text: str) -> str | None:
    """The topic/aspect of a follow-up that points back ("where is that"), None for others."""
    texts = tuple(word.text for word in words(text))
    for lists in lexicons():
        for spoken in _with_and_without_opening(texts, lists):
            if spoken in lists.pointing:
                return lists.pointing[spoken]
    return None


def _with_and_without_opening(texts: Phrase, lists: Lexicon) -> Iterator[Phrase]:
    yield texts
    for opening in lists.openings:
        if texts[: len(opening)] == opening:
            yield texts[len(opening) :]
