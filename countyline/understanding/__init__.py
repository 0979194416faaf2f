"""What a resident's message means: language, topic, subjects, dates.

This is the only code of ours that runs inside Rasa's environment. `components`, `rest_channel`,
`silence_policy`, `headline_nlg`, `action_call` and `bounded_tracker_store` are named in Rasa's
files and import Rasa; every other module here is plain Python, and none of them imports it.
"""
