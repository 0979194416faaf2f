"""Rasa custom actions: tracker in, utterances out; nothing else."""

from actions.answer import ActionAnswer

__all__ = ["ActionAnswer"]
