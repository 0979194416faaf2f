"""Spanish words that look like a date and are none."""

from __future__ import annotations

from countyline.understanding.dates.rules import trap
from countyline.understanding.dates.spanish.patterns import WEEKDAY

TRAPS = (
    trap(
        r"viernes santo|jueves santo|miercoles de ceniza|domingo de (?:ramos|pascua)"
        r"|santo domingo|jueves negro|viernes negro"
    ),
    # The day of a holiday, not the next one of that name.
    trap(
        rf"(?:el )?{WEEKDAY} (?:del?|por) (?:el )?"
        r"(?:(?:memorial|labor|presidents|veterans) day|thanksgiving|juneteenth|navidad"
        r"|accion de gracias|dia (?:del?|de los?|de la) (?:caidos|trabajo|trabajador|veteranos"
        r"|presidentes|independencia))"
    ),
    trap(rf"(?:el )?(?:ultimo|primer|segundo|tercer|cuarto|otro) {WEEKDAY}(?: del? )?"),
    trap(
        r"(?:suite|apto|apartamento|oficina|cuarto|piso|local|calle|ruta|formulario|forma|caja"
        r"|casilla|numero|num|no)\.?\s*#?\s*\d+(?:[/-]\d+)*"
    ),
    trap(r"\d/\d (?:precio|de|hora|milla|acre|parte)"),
    trap(r"\d+ \d/\d"),
)
