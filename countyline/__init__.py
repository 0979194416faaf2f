"""Countyline keeps a county talking to its residents when its own systems are down."""
