"""The resident's page: a public notice in each language, made from the published document.

Everything here is a function of what it is given. Only `loading.py` reads files, at start.
"""
