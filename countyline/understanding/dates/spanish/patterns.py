"""The pieces that Spanish rules are put together from."""

from __future__ import annotations

from countyline.understanding.dates.digits import YEAR
from countyline.understanding.dates.rules import any_of, follow
from countyline.understanding.dates.spanish.words import MONTHS, WEEKDAYS

WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAYS)})"
MONTH = rf"(?P<month>{any_of(MONTHS)})"

FOLLOW = follow(
    "a las?|al|en|y|e|o|u|pero|si|es|esta|estan|estara|estaran|para|por la|porque|cuando|que|hay"
    "|abren|abre|abriran|abierto|abierta|abiertos|cerrado|cerrada|cerrados|cierran|puedo|podre"
    "|puede|va|van|voy|tambien|todavia|ya|hasta|antes|despues|no|de este mes|del mes|sin|como|me"
    "|se|mi|por favor|tengo|quiero|a que|" + "|".join(WEEKDAYS)
)

YEAR_AFTER = rf"(?:,?\s*(?:del? (?:ano )?)?{YEAR})?"
COMING = r"(?:que viene|que entra|proximo|entrante|siguiente)"
NEXT_WEEK = r"(?:la )?(?:proxima semana|semana (?:que viene|que entra|proxima|entrante))"
ARTICLE = r"(?:(?:el|del|al) )?"
