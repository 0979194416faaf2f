"""Rasa's own REST channel, for the peer with the same mend of the action call as ours.

Only the import matters: it puts the validator that is built once in the place of the one that
checks its schema again at each call. This is the one module here that runs in Rasa's environment.
"""

from rasa.core.channels.rest import RestInput

from countyline.understanding import action_call

action_call.install()


class MendedRestInput(RestInput):
    """`RestInput` as it is."""
