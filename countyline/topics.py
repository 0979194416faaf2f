"""What residents ask about: every topic, and the aspects of each.

A topic is the outside contract's word (`answer.topic`). An aspect is what exactly is asked
within it, so that "what does a marriage license cost" is never answered with where to get one.
An aspect is written `topic/aspect`, in training files (as metadata of the topic's examples), in
status documents (`about:` of a statement) and in the code.

Only the standard library is used here: both environments import this module.
"""

from collections.abc import Mapping
from types import MappingProxyType

PUBLISHABLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "status": {
            "open": "is this office, service, place or the county open, working or available",
            "overview": "what is closed and what works, as a whole",
            "systems": "which computer systems or websites are down or up",
            "queue": "queue texts, waiting lines and tickets: what they mean, how long",
            "workers": "whether county employees have the day off or are paid",
        },
        "reopening": {
            "when": "when it opens again, how long it stays closed",
            "soft_opening": "what a soft opening is, who may come then",
            "notify": "tell me when it opens again",
        },
        "hours": {
            "open_hours": "opening and closing times, on which days",
            "saturday": "weekend hours",
            "appointment": "whether an appointment is needed, how to get one, mine was canceled",
            "reserved": "hours kept for seniors, people with disabilities or others",
            "holiday": "county holidays",
        },
        "location": {
            "where": "address of an office, place or service",
            "parking": "parking, bus, wheelchair access to a building",
        },
        "contact": {
            "phone": "a telephone number",
            "email": "an e-mail address",
            "whom": "whom to ask, which office does this",
            "unanswered": "nobody answers the phone or the e-mail",
            "official": "which websites and social accounts are the county's own",
        },
        "how_to_pay": {
            "ways": "ways to pay while the counter is shut",
            "online": "whether and how online payment works",
            "mail": "paying by mail: payable to whom, does the postmark count",
            "mail_opened": "whether mail is opened and handled while the offices are shut",
            "mail_address": "the postal address to send a payment or documents to",
            "drop_box": "where the drop boxes are",
            "box_use": "using the drop boxes: when emptied, what they take, how safe they are",
            "in_person": "paying at a counter, with cash, elsewhere in person",
            "by_phone": "paying by telephone",
            "fees": "fees of paying online or by card",
            "posted": "whether a payment went through, shows, counts or is lost",
            "mistake": "a payment that went wrong: wrong account, refused, paid but still owed",
            "refund": "money back: paid twice, too much, for the wrong account or year",
            "installments": "paying in parts, payment plans, help for those who cannot pay",
            "account": "portal account: sign-in, saved cards, several parcels in one payment",
            "bill": "the bill itself: never came, wrong, another copy, when it is sent",
            "owed": "how much somebody owes, the balance of an account",
        },
        "deadlines": {
            "due_date": "when a tax is due",
            "penalty": "penalty, interest, late fees, whether the closure excuses lateness",
            "relief": "extensions and waivers because of the incident",
            "declaration": "until when personal property is to be declared",
            "consequences": "what happens to those who do not pay: liens, tax sale, delinquency",
        },
        "receipts": {
            "get": "proof or receipt of a paid tax, another copy of it",
            "cost": "what a duplicate receipt costs",
            "waiver": "tax waiver, statement of non-assessment",
            "waiver_rules": "who gets a waiver, which papers, how long; one that was refused",
            "accepted": "whether a receipt in some form is good enough, and for whom",
            "urgent": "a receipt or waiver needed at once or by a near date",
        },
        "vehicle": {
            "plates": "license plates, tags, registration: what is needed to get or renew them",
            "ticket": "stopped or ticketed, or afraid of it, for expired tags",
            "change_account": "adding or removing a vehicle on the personal property account",
            "missing": "a vehicle missing or wrong on the bill, account or receipt",
            "tax": "whether and how much tax is owed on a vehicle, trailer or boat",
            "title": "titles, sales tax, stolen and temporary plates, and other state matters",
        },
        "assessment": {
            "value": "how a value was set, what mine is, inspections",
            "appeal": "disputing a value",
            "exemption": "exemptions, credits and freezes, for seniors, veterans, homestead",
            "declare": "declaring personal property: form, how, who must",
            "rate": "tax rates, levies and how a tax is computed",
            "business": "business property, business license, mobile homes and other kinds",
            "address": "changing an address, name or owner on an account or a bill",
        },
        "recording": {
            "record": "how to record a deed or document",
            "filed": "what became of a document that was sent in: recorded yet, sent back",
            "rank": "which date a document gets that waits, whether it keeps its place",
            "requirements": "what a document must look like or contain",
            "fees": "recording fees",
            "copies": "copies of deeds and recorded documents",
            "search": "looking up property records and owners",
            "change_deed": "changing names on a deed or title",
            "fraud_alert": "property fraud, alerts, liens on a house",
        },
        "marriage_license": {
            "get": "where and how to get a marriage license",
            "requirements": "who must come and what to bring",
            "cost": "what a license costs",
            "wait": "waiting period and how long a license is valid",
            "certificate": "copies of a marriage certificate",
            "ceremony": "who performs the wedding, and who signs as a witness",
            "return": "where and until when a signed license is returned after the wedding",
        },
        "elections": {
            "affected": "whether the incident touches elections or voting machines",
            "postponed": "whether an election was moved or canceled",
            "results": "results and counting",
            "trust": "whether ballots and voter data are safe from tampering",
        },
        "voting": {
            "where": "where to vote, which board is mine",
            "when": "polling hours, date of the election",
            "id": "identification at the polls",
            "register": "registering to vote, changing a registration",
            "absentee": "absentee, early and mail voting",
            "help": "accessibility, ballots, sample ballots, anything else about voting",
        },
        "data_safety": {
            "taken": "whether personal data was taken or exposed",
            "mine": "whether my own data is among it",
            "safe_to_pay": "whether it is safe to pay or to use the portal",
            "genuine": "whether a text, call, e-mail or site is really the county's",
            "cards": "whether card or bank details used in payments are safe",
        },
        "identity": {
            "theft": "what to do about identity theft",
            "credit": "credit freezes, fraud alerts, credit reports",
        },
        "incident": {
            "what": "what happened",
            "who": "who did it, how they got in",
            "ransom": "whether a ransom was asked or paid",
            "response": "who is working on it, police, the state, experts",
            "since": "when it began, how long it has lasted",
            "safeguards": "backups, insurance, what it costs, how the county was protected",
            "blame": "why it happened, why it takes so long, complaints about the county",
        },
        "emergency": {
            "meaning": "what the state of emergency means",
            "duties": "what it asks of residents",
            "until": "how long it lasts, whether it is in force",
        },
        "other_service": {
            "unlisted": "any other county or city service: courts, jail, parks, water, permits",
        },
        "person": {
            "human": "wants a human being",
            "case": "what became of my request",
            "accept": "leave a number or an e-mail to be reached",
        },
        "media": {"press": "press inquiries, interviews, statements for publication"},
        "safety": {
            "danger": "danger to life, crime in progress, fire, medical emergency",
            "suicide": "thoughts of suicide or self-harm",
            "threat": "a threat to hurt other people",
        },
        "out_of_scope": {
            "other": "not county business",
            "other_government": "IRS, state offices, another county, a city's own business",
        },
    }
)

"""What a county can publish statements on: the aspects of each topic."""

DETAIL = "detail"
"""The aspect of what is asked within a topic and no other aspect holds: "can I put two bills in one
envelope". Nobody publishes it; without it a neighboring fact would be told."""

_WITHOUT_DETAILS = frozenset(
    {"voting", "other_service", "person", "media", "safety", "out_of_scope"}
)
"""Topics with an aspect for anything else already, or with none that could be mistaken."""

ASPECTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        topic: (
            aspects
            if topic in _WITHOUT_DETAILS
            else {**aspects, DETAIL: "a detail of this that no other aspect holds"}
        )
        for topic, aspects in PUBLISHABLE.items()
    }
)
"""Every aspect that residents ask."""

TOPICS: tuple[str, ...] = tuple(ASPECTS)

SMALLTALK: Mapping[str, str] = MappingProxyType(
    {
        "greeting": "hello",
        "thanks": "thank you",
        "goodbye": "goodbye",
        "repeat": "say that again",
        "help": "what can you do, are you a robot",
        "agree": "agreement, yes please",
        "refuse": "refusal, no thanks",
        "feeling": "anger or sadness without a question",
        "story": "tells something and asks nothing: the sentences around a question",
    }
)
"""What residents say that asks nothing. The intent is `smalltalk`; it is no topic."""


def is_aspect(name: str) -> bool:
    """Tell whether `name` is a known aspect, written `topic/aspect`."""
    topic, _, aspect = name.partition("/")
    return aspect in ASPECTS.get(topic, ())


def is_publishable(name: str) -> bool:
    """Tell whether a county can publish statements on an aspect, written `topic/aspect`."""
    topic, _, aspect = name.partition("/")
    return aspect in PUBLISHABLE.get(topic, ())
