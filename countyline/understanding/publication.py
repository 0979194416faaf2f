"""This process's reader of the publication."""

from functools import lru_cache

from countyline.revision import PublicationReader
from countyline.settings import Settings


@lru_cache(maxsize=1)
def published() -> PublicationReader:
    """The one reader of the folder that the settings name."""
    return PublicationReader(Settings.from_environment().publication)
