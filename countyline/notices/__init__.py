"""Telling staff about cases: what is due, and the ways on which it is told."""
