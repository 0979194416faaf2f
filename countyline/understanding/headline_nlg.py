"""Wording inside Rasa: only the headline, for when the action server has said nothing.

Everything else is worded by the action server. Rasa finds this class by `endpoints.yml`.
"""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from countyline.headline import headline, present
from countyline.understanding.publication import published
from countyline.understanding.reading import ATTRIBUTE
from countyline.understanding.silence_policy import UTTER_HEADLINE


class HeadlineGenerator(NaturalLanguageGenerator):
    """Gives `utter_headline` from the published fallback."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Rasa passes both; neither is needed."""

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Give the text, and on REST the answer and the card as JSON beside it."""
        if utter_action != UTTER_HEADLINE:
            return None
        revision = published().current()
        said = headline(revision, _language(tracker), present(revision))
        if tracker.get_latest_input_channel() != "rest":
            return {"text": said.text}
        return {"text": said.text, "custom": said.as_json()}


def _language(tracker: DialogueStateTracker) -> str | None:
    latest = tracker.latest_message
    understood = (latest.parse_data if latest else {}).get(ATTRIBUTE) or {}
    language = understood.get("language")
    return str(language) if language else None
