"""Calls: what a caller said in, what to say and do next out, whatever the phone system."""
