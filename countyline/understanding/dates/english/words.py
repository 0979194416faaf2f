"""The names of days and months in English, the numbers, and how residents spell them."""

from __future__ import annotations

from countyline.understanding.dates.rules import listed

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        listed("monday tuesday wednesday thursday friday saturday sunday")
    )
}

MONTHS = {
    name: number
    for number, name in enumerate(
        listed(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}

_ONES = listed("one two three four five six seven eight nine")

COUNTS = {
    word: number
    for number, word in enumerate(
        [
            *_ONES,
            *listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen"),
            "eighteen",
            "nineteen",
            "twenty",
            *(f"twenty {one}" for one in _ONES),
            "thirty",
            "thirty one",
        ],
        start=1,
    )
}

_ONES_TH = listed("first second third fourth fifth sixth seventh eighth ninth")

ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            *_ONES_TH,
            *listed("tenth eleventh twelfth thirteenth fourteenth fifteenth"),
            *listed("sixteenth seventeenth eighteenth nineteenth twentieth"),
            *(f"twenty {one}" for one in _ONES_TH),
            "thirtieth",
            "thirty first",
        ],
        start=1,
    )
}

NUMBERS = {**COUNTS, **ORDINALS}

PARTS = {
    "morning": "morning",
    "mornings": "morning",
    "afternoon": "afternoon",
    "afternoons": "afternoon",
    "evening": "evening",
    "evenings": "evening",
    "night": "evening",
    "nights": "evening",
    "noon": "afternoon",
}

# Every misspelling here was chosen because it is no other word.
ALIASES = {
    **dict.fromkeys(
        listed(
            "tomorow tommorow tommorrow tomorrrow tomorro tommorro tomoro tommorw tomorrows tmrw"
            " tmrow tmmrw tmr tmw 2morrow 2moro 2mrw tomarrow tomarow"
        ),
        "tomorrow",
    ),
    **dict.fromkeys(listed("2day todays todya tday"), "today"),
    **dict.fromkeys(listed("tonite 2nite 2night tonights"), "tonight"),
    **dict.fromkeys(listed("yesturday yesterdays yestrday"), "yesterday"),
    **dict.fromkeys(listed("mondy monady munday"), "monday"),
    **dict.fromkeys(listed("tusday teusday tuseday tuesdy"), "tuesday"),
    **dict.fromkeys(listed("wendsday wensday wendesday wednsday wenesday wendnesday"), "wednesday"),
    **dict.fromkeys(listed("thurday thrusday thirsday thursdy"), "thursday"),
    **dict.fromkeys(listed("firday fryday fridy friady"), "friday"),
    **dict.fromkeys(listed("saterday satuday sturday saturdy satday"), "saturday"),
    **dict.fromkeys(listed("sundy suday"), "sunday"),
    "saterdays": "saturdays",
    "febuary": "february",
    "rite": "right",
}

ABBREVIATIONS = {
    "fri": "friday",
    "thu": "thursday",
    "thur": "thursday",
    "thurs": "thursday",
    "tue": "tuesday",
    "tues": "tuesday",
    "weds": "wednesday",
    "wkend": "weekend",
    "wk": "week",
    "wks": "weeks",
}

FUZZY = frozenset(
    listed(
        "tuesday thursday saturday wednesday tuesdays thursdays saturdays wednesdays tomorrow"
        " yesterday january february october november december september weekend"
    )
)
"""Long names that are found with one slip of the keyboard."""

LOOKALIKES = frozenset({"weekends", "weekday", "weekdays"})
"""Real words that are one slip away from such a name."""
