"""The promise of every turn over REST: at least one text, and exactly one `custom` answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from countyline.headline import Headline

Reply = dict[str, Any]

ANSWER_FIELDS = frozenset(
    [
        "kind", "topic", "topics", "subjects", "facts", "certainty", "as_of", "revision",
        "sources", "language", "choices", "case", "degraded",
    ]
)  # fmt: skip
"""What `custom.answer` always holds, by the contract."""


def guaranteed(
    replies: Sequence[Mapping[str, Any]], sender: str, other: Callable[[], Headline]
) -> list[Reply]:
    """Give `replies` as the contract wants them, or the headline when they fall short.

    Args:
        replies: what the turn produced, possibly nothing or half.
        sender: the conversation, for the messages of the headline.
        other: gives the degraded answer.
    """
    answers = [reply for reply in replies if _is_answer(reply)]
    texts = [reply for reply in replies if _has_text(reply)]
    if not answers or not texts:
        headline = other()
        return [
            {"recipient_id": sender, "text": headline.text},
            {"recipient_id": sender, "custom": headline.as_json()},
        ]
    kept = [dict(reply) if reply is answers[0] else _without_custom(reply) for reply in replies]
    return [reply for reply in kept if reply.keys() - {"recipient_id"}]


def _without_custom(reply: Mapping[str, Any]) -> Reply:
    return {key: value for key, value in reply.items() if key != "custom"}


def _has_text(reply: Mapping[str, Any]) -> bool:
    text = reply.get("text")
    return isinstance(text, str) and bool(text.strip())


def _is_answer(reply: Mapping[str, Any]) -> bool:
    custom = reply.get("custom")
    answer = custom.get("answer") if isinstance(custom, Mapping) else None
    return isinstance(answer, Mapping) and answer.keys() >= ANSWER_FIELDS
