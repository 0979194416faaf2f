"""Changing the status from the console: drafts, the moves that change one, advice, approval."""
