"""The names of days and months in Spanish, the numbers, and how residents spell them."""

from __future__ import annotations

from countyline.understanding.dates.rules import listed

WEEKDAYS = {
    name: number
    for number, name in enumerate(listed("lunes martes miercoles jueves viernes sabado domingo"))
}

MONTHS = {
    name: number
    for number, name in enumerate(
        listed(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
            " diciembre"
        ),
        start=1,
    )
}

COUNTS = {
    word: number
    for number, word in enumerate(
        listed(
            "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
            " dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres"
            " veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta"
        ),
        start=1,
    )
} | {"treinta y uno": 31, "un": 1, "una": 1, "primero": 1, "primer": 1}

PARTS = {
    "manana": "morning",
    "mananas": "morning",
    "madrugada": "morning",
    "tarde": "afternoon",
    "tardes": "afternoon",
    "noche": "evening",
    "noches": "evening",
    "mediodia": "afternoon",
}

ALIASES = {
    **dict.fromkeys(listed("manna manan maniana manyana"), "manana"),
    **dict.fromkeys(listed("miercole miercles mircoles mierkoles miercolez"), "miercoles"),
    **dict.fromkeys(listed("biernes vierne viernez viermes"), "viernes"),
    **dict.fromkeys(listed("juebes juevez"), "jueves"),
    **dict.fromkeys(listed("savado sabdo zabado"), "sabado"),
    **dict.fromkeys(listed("savados zabados"), "sabados"),
    **dict.fromkeys(listed("setiembre septienbre"), "septiembre"),
    "disiembre": "diciembre",
    "nobiembre": "noviembre",
    "aora": "ahora",
    "ahoritita": "ahorita",
    "orita": "ahorita",
    "oy": "hoy",
}

ABBREVIATIONS = {
    "lun": "lunes",
    "mie": "miercoles",
    "mier": "miercoles",
    "jue": "jueves",
    "vie": "viernes",
    "sab": "sabado",
    "dom": "domingo",
}

FUZZY = frozenset(
    listed(
        "miercoles viernes domingo domingos anteayer febrero septiembre octubre noviembre diciembre"
    )
)
"""Long names that are found with one slip of the keyboard."""

LOOKALIKES = frozenset({"dominio", "dominios"})
"""Real words that are one slip away from such a name."""
