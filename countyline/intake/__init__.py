"""Transcript intake: finished calls and voicemails in, drafted answers and callback cases out."""
