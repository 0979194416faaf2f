"""Conversations in memory, each with its last few turns only.

A turn of Rasa slows down as the history grows (44 ms after 200 turns), and nothing of ours reads
it: what a conversation is about stands in one slot. Conversations that were not heard of for
longest make room for new ones; the desk sends the context along when Rasa has lost its own.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(InMemoryTrackerStore):
    """Rasa's in-memory store with two bounds, named in `endpoints.yml`."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        turns: int = 3,
        conversations: int = 20_000,
        **kwargs: Any,
    ) -> None:
        """Create the store.

        Args:
            domain: Rasa's domain.
            event_broker: where Rasa streams events to, if anywhere.
            turns: how many of a conversation's last turns are kept.
            conversations: how many conversations are kept.
            kwargs: what else Rasa passes.
        """
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._turns = turns
        self._conversations = conversations

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the end of the conversation."""
        await self.stream_events(tracker)
        dialogue = Dialogue(tracker.sender_id, last_turns(tracker, self._turns))
        self.store[tracker.sender_id] = json.dumps(dialogue.as_dict())
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._conversations:
            self.store.popitem(last=False)


def last_turns(tracker: DialogueStateTracker, turns: int) -> list[Event]:
    """The events from which the tracker is made again: its slots and its last turns."""
    events = list(tracker.events)
    heard = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(heard) <= turns:
        return events
    slots = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.has_been_set]
    return [*slots, ActionExecuted(ACTION_LISTEN_NAME), *events[heard[-turns] :]]
