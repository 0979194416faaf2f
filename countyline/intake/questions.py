"""Finds what a caller asks: greetings, names and numbers go, stories stay with their question.

Speech recognition may leave out every mark, so sentences also end where people change over ("and
another question", "call me back"). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countyline.callback import take_out

MOST_QUESTIONS = 5
"""So many questions of a transcript are asked; more are left to a person."""
LONGEST_QUESTION = 900
"""The most characters of a question: the bot reads 1,000."""

_LONGEST_LEAD = 200
"""Characters of a sentence that may end with an abbreviation and go on."""

_ANY = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Heard:
    """What a transcript holds.

    `questions` are to be asked, each once, in order; `too_many` says that there were more.
    `contacts` are numbers and addresses that the caller left. `wants_call` says that the caller
    asked for a call. `text` is the transcript without the contacts.
    """

    text: str
    questions: Sequence[str]
    contacts: Sequence[str]
    wants_call: bool
    too_many: bool


def hear(text: str) -> Heard:
    """Find the questions of a transcript, whose secret numbers are gone already."""
    rest, contacts = take_out(text)
    sentences = [said for part in _sentences(rest) if (said := _without_opening(part))]
    spoken = [one for one in sentences if not _CLOSING.fullmatch(one) and re.search(r"\w", one)]
    questions = list(dict.fromkeys(_fitting(one) for one in _with_their_stories(spoken)))
    return Heard(
        text=rest,
        questions=tuple(questions[:MOST_QUESTIONS]),
        contacts=contacts,
        wants_call=bool(_WANTS_CALL.search(text)),
        too_many=len(questions) > MOST_QUESTIONS,
    )


# Sentences

_END = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*|(?=¿)")
_ABBREVIATED = re.compile(r"\b(?:mr|mrs|ms|dr|st|ave|no|sr|sra|dra|[a-z])\.$", _ANY)
_CHANGE = re.compile(
    r"\s+(?=(?:"
    r"(?:and\s+)?(?:also|another|one more|my (?:second|other|next|last))\s+"
    r"(?:thing|question|what|when|where|how|do|does|is|are|can|i)\b"
    r"|(?:and\s+)?(?:my question is|i (?:also|would also|just) (?:wanted|want|need|like) to "
    r"(?:know|ask))\b"
    r"|(?:and\s+)?(?:please\s+)?(?:give me a call|you can (?:call|reach) me|my number is)\b"
    r"|(?:and\s+)?(?:please call me|call me back (?:at|on|when|as|please|today|tomorrow|thank))\b"
    r"|(?:y\s+)?(?:también|tambien|además|ademas|otra (?:cosa|pregunta))\s+"
    r"(?:quer\w+|quiero|quisiera|necesito|es|qué|que|cuándo|cuando|dónde|donde|cómo|como|si)\b"
    r"|(?:y\s+)?mi (?:otra |segunda )?pregunta es\b"
    r"|(?:por favor\s+)?(?:llámeme|llameme|me (?:puede|pueden) llamar|devuélvame la llamada)\b"
    r"|(?:thank you|thanks|muchas gracias|gracias)\b"
    r"))",
    _ANY,
)


def _sentences(text: str) -> Iterator[str]:
    """Cut a text into sentences, without the blanks around them."""
    held = ""
    for part in _END.split(text):
        held = f"{held} {part}".strip()
        if held and not (len(held) < _LONGEST_LEAD and _ABBREVIATED.search(held)):
            yield from (one.strip() for one in _CHANGE.split(held) if one.strip())
            held = ""
    if held:
        yield held


# Openings and closings. Groups that repeat give nothing back (`*+`, `(?>`): a hostile text would
# otherwise take for ever.

_HELLO = (
    r"hi(?: there)?|hello|hey|good (?:morning|afternoon|evening)|yes|yeah|um+|uh+|okay|ok|so|well|"
    r"hola|buen[oa]s? (?:días|dias|tardes|noches)|buen día|bueno|sí|este|mire|oiga|disculpe"
)
_NAME_WORD = r"(?:[^\W\d_]\.|[^\W\d_][\w'’-]*+)\s*+"
_NAME = (
    r"(?:my name is|my name's|the name is|this is|me llamo|mi nombre es|(?:les? )?habla|soy)\s+"
    r"(?!(?:about|a|an|the|in|for|my|not|just|so|on|to|regarding|ridiculous|very|really|urgent|"
    r"dueñ\w+|residente|propietari\w+|inquilin\w+|nuev\w+|veteran\w+|de|un|una|el|la)\b)"
    rf"(?:{_NAME_WORD}){{1,4}}?"
    r"(?=[,.;!?]|$|\b(?:and|i'?m|i'?ve|i'?d|i|calling|from|at|with|y|estoy|llamo|le|les|quer\w+|"
    r"quiero|quisiera|necesito|tengo|vivo|cu[áa]ndo|d[óo]nde|c[óo]mo|qu[ée]|puedo|pueden|est[áa]n?|"
    r"hay|si|mi|ya|my|we|you|your|there|it|they|the|can|could|will|would|should|is|are|do|does|did|"
    r"have|if|when|what|how|where|why|who)\b)"
)
_NAME_ALONE = rf"(?:my name is|my name's|me llamo|mi nombre es)\s+(?:{_NAME_WORD}){{2}}"
"""A name after which nothing tells where it ends: mostly it has two words."""
_FROM = rf"from (?:{_NAME_WORD}){{1,3}}?(?=[,.;]|\band\b)"
_CALLING = (
    r"(?:and\s+)?i(?:'m| am| was) (?:just )?calling (?:today )?"
    r"(?:to (?:ask|see|find out|check|know)|because i (?:want|wanted|need) to (?:ask|know))"
    r"(?: about)?|"
    r"(?:y\s+)?(?:estoy llamando|llamaba|llamo|le llamo|les llamo) para (?:preguntar|saber|ver)"
)
_ANOTHER = (
    r"(?:and\s+)?(?:also|(?:another|one more|my (?:other|second|next|last)) (?:question|thing))|"
    r"(?:y\s+)?(?:otra|mi otra|mi segunda) (?:pregunta|cosa)"
)
_OPENING = re.compile(
    rf"^[\s,.;:!¡-]*+(?:(?:{_HELLO})\b|{_NAME}|{_NAME_ALONE}|{_FROM}|(?:{_CALLING}|{_ANOTHER})\b)"
    r"[\s,.;:!-]*+",
    _ANY,
)
_FAREWELLS = (
    r"thank(?:s| you)(?: (?:so|very) much| a lot)?(?: for your (?:help|time))?",
    r"have a (?:good|great|nice|blessed) (?:day|one|weekend|evening)",
    r"(?:please )?(?:give me a call|call me)(?: back)?"
    r"(?: (?:please|as soon as possible|when you can|asap|today|tomorrow))*",
    r"(?:you can )?(?:please )?(?:reach|contact) me|my number is|again|goodbye|bye",
    r"i(?:'ll| will) (?:wait|be waiting)(?: for your call)?",
    r"(?:muchas |mil )?gracias(?: por su (?:ayuda|tiempo))?|adiós|adios|hasta luego",
    r"que (?:tenga|pase)(?: un)? (?:buen |lindo |bonito |buena )?(?:día|dia|tarde)",
    r"(?:por favor )?(?:llámeme|llameme|llámenme|devuélvame la llamada|devuelvame la llamada|"
    r"me (?:puede|pueden) llamar)(?: por favor| de vuelta| cuando pueda)*|espero su llamada",
    r"okay|ok|please|por favor|and|y|so|um+|uh+|all right|alright",
)
_CLOSING = re.compile(rf"[\W_]*+(?:(?>(?:{'|'.join(_FAREWELLS)})\b)[\W_]*+)*+", _ANY)
_WANTS_CALL = re.compile(
    r"\b(?:call (?:me|us) (?:back|at|on|when|asap|as soon)|give (?:me|us) a call|call ?back|"
    r"return my call|reach me|ll[áa]me(?:n)?me|devu[ée]lva\w* la llamada|pueden? llamarme|"
    r"me pueden? llamar|espero su llamada|regr[ée]s\w+ la llamada)",
    _ANY,
)


def _without_opening(sentence: str) -> str:
    """Take greetings and the caller's name off the front."""
    while match := _OPENING.match(sentence):
        sentence = sentence[match.end() :]
    return sentence.strip(" ,;:-")


# Questions

_ASKS = re.compile(
    r"[?]\s*$|^\W*(?:and |but |or )?(?:what|when|where|who|which|how|why|is|are|do|does|did|can|"
    r"could|will|would|should|am|has|have)\b"
    r"|\b(?:wonder\w*|(?:want|wanted|need|like|trying) to "
    r"(?:know|ask|find out|see if|speak|talk|pay)|"
    r"tell me|let me know|my question|a question|calling about|calling regarding|find out|"
    r"how (?:do|can|long|much|late|soon|would|am)|where (?:do|can|is|would)|"
    r"when (?:will|is|are|do|can)|"
    r"if (?:you(?:'re| are| guys)|the|i can|i could|it|there)|can i|do i|should i|are you|"
    r"is there)\b"
    r"|^\W*(?:y |pero |o )?(?:qué|cuándo|dónde|cómo|cuál|cuánto|cuánta|quién|por qué|que|cuando|"
    r"donde|como|cual|cuanto|puedo|pueden|puede|está|están|esta|hay|ya|tengo que|debo)\b"
    r"|\b(?:quer[íi]a (?:saber|preguntar|ver|pagar)|quisiera (?:saber|preguntar|pagar|hablar)|"
    r"quiero (?:saber|preguntar|pagar|hablar)|necesito (?:saber|hablar|pagar)|me gustar[íi]a|"
    r"mi pregunta|una pregunta|si (?:puedo|pueden|est[áa]n?|ya|hay|tengo)|"
    r"c[óo]mo (?:puedo|hago|se)|d[óo]nde (?:puedo|est[áa]|queda)|"
    r"cu[áa]ndo (?:abren|abre|va|van|puedo)|llamo por)\b",
    _ANY,
)


def _with_their_stories(sentences: Sequence[str]) -> Iterator[str]:
    """Give each question with what was told before it; what comes last goes with the last one."""
    held: list[str] = []
    question = ""
    for sentence in sentences:
        held.append(sentence)
        if _ASKS.search(sentence):
            if question:
                yield question
            question, held = _joined(held), []
    last = _joined([question, *held] if question else held)
    if last:
        yield last


def _joined(sentences: Sequence[str]) -> str:
    """Put sentences together; a mark ends each, so that they are read apart."""
    ended = [one if re.search(r"[.!?…]$", one) else f"{one}." for one in sentences if one]
    return " ".join([*ended[:-1], ended[-1].removesuffix(".")]) if ended else ""


def _fitting(question: str) -> str:
    """Leave out the beginning of a story that is too long: what is asked comes last."""
    if len(question) <= LONGEST_QUESTION:
        return question
    cut = question[-LONGEST_QUESTION:]
    begin = re.search(r"[.!?…]\s+(?=\S)", cut) or re.search(r"\s+", cut)
    return cut[begin.end() :] if begin and begin.end() < len(cut) else cut
