"""The one action: answers the resident's message."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.service import AnswerService
from actions.turn import read_turn
from countyline.card import Card

REST = "rest"


class ActionAnswer(Action):
    """Turns a tracker into a question, asks `answers`, and utters.

    Anything that fails here is raised: Rasa's side then utters the published headline.
    """

    def __init__(self, service: AnswerService | None = None) -> None:
        self._service = service

    def name(self) -> str:
        """Give the name that Rasa's domain knows."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer the latest message. The record goes along on REST only."""
        if self._service is None:
            self._service = AnswerService.from_environment()
        turn = read_turn(tracker)
        reply = await self._service.reply(turn)
        answer = reply.answer
        context = reply.context.as_json()
        if turn.input_channel == REST:
            text, *rest = self._service.messages(answer, turn.question.medium)
            custom: dict[str, Any] = {"answer": answer.as_json(), "card": answer.card.as_json()}
            if not answer.degraded:  # then the conversation stays where it was
                custom["context"] = context
            if turn.question.medium != "screen":
                custom["rest"] = rest
            if turn.question.medium == "speech":  # the card shows staff what the caller heard
                custom["card"] = Card((text,)).as_json()
            if turn.wants_basis and reply.basis is not None:
                custom["basis"] = dict(reply.basis)
            if reply.watches and turn.wants_basis:  # a desk asks, which keeps both
                custom["watches"] = [watch.as_json() for watch in reply.watches]
            if reply.may_change and turn.wants_basis:
                custom["may_change"] = True
            dispatcher.utter_message(text=text, json_message=custom)
        else:
            titles = [choice.title for choice in answer.choices]
            buttons = [{"title": title, "payload": title} for title in titles]
            dispatcher.utter_message(text=answer.text, buttons=buttons)
        return [SlotSet("context", context)]
