"""The statistical identifier of languages: `py3langid`, bundled, 0.8 MB, BSD license.

It is asked only for what function words cannot decide (see `language`), among the languages that
are spoken in Missouri homes, because a choice among all 97 makes short messages a lottery.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from py3langid.langid import (  # type: ignore[import-not-found,unused-ignore]
    MODEL_FILE,
    LanguageIdentifier,
)

_LANGUAGES = (
    "en", "es", "fr", "pt", "it", "de", "ht", "vi", "zh", "ar", "sw", "tl", "ru", "hi", "ko",
    "bs", "am", "fa", "ne", "pl", "uk", "ur",
)  # fmt: skip


@lru_cache(maxsize=1)
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    known = set(identifier.nb_classes)
    identifier.set_languages([code for code in _LANGUAGES if code in known])
    return identifier


def identify(text: str) -> Mapping[str, float]:
    """Probability of each language code for `text`."""
    return {code: float(probability) for code, probability in _identifier().rank(text)}
