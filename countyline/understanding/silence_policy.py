"""Never silent: when `action_answer` has said nothing, say the headline, then listen.

Rules lead every message to `action_answer` (`data/rules`). Rasa swallows the error of an action
server that is down, slow or failing and goes on; this policy sees that no word was uttered.
"""

from __future__ import annotations

from typing import Any

from rasa.core.constants import RULE_POLICY_PRIORITY
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    Event,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from countyline.understanding import action_call

ACTION_ANSWER = "action_answer"
UTTER_HEADLINE = "utter_headline"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class SilencePolicy(Policy):
    """Decides what follows `action_answer`; leaves everything before it to the rules."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context)
        action_call.install()

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SilencePolicy:
        """Nothing was stored (see the parent class)."""
        return cls(config, model_storage, resource, execution_context)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above the rules, which would listen after a silent answer."""
        return {"priority": RULE_POLICY_PRIORITY + 1}

    @staticmethod
    def supported_data() -> SupportedData:
        """Nothing is learned; rules are what surrounds this policy."""
        return SupportedData.ML_AND_RULE_DATA

    def train(self, *args: Any, **kwargs: Any) -> Resource:
        """Learn nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the headline after a silent answer, then listening; else nothing."""
        following = after_answer(list(tracker.events))
        if following is None:
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(following)] = 1.0
        return self._prediction(probabilities)


def after_answer(events: list[Event]) -> str | None:
    """The action that must follow, None while the answer was not asked for yet."""
    asked = False
    for event in reversed(events):
        if isinstance(event, BotUttered):
            return ACTION_LISTEN_NAME
        if isinstance(event, UserUttered):
            return UTTER_HEADLINE if asked else None
        if isinstance(event, ActionExecuted | ActionExecutionRejected):
            if event.action_name == UTTER_HEADLINE:
                return ACTION_LISTEN_NAME
            asked = asked or event.action_name == ACTION_ANSWER
    return None
