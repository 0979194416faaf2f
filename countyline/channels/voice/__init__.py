"""Calls as phone systems speak of them: what was heard in, what to say and do next out."""
