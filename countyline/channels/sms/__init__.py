"""Texts as Twilio speaks of them: signed webhooks in, nothing but an acknowledgement out."""
