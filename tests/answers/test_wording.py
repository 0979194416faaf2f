"""The words of the bot: whole in every language, used, plain, and as `voice.md` asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
import yaml

import countyline.answers
from countyline.answers.wording import COMMON, Wording, WordingMissing
from countyline.answers.wording_files import load_wording
from countyline.status.model import LANGUAGES, WEEKDAYS, Arrangement, Contact, Language
from countyline.status.reading_grade import grade, syllables, words
from countyline.topics import ASPECTS, SMALLTALK
from tests.answers.wording_calls import Call, calls, literals

ROOT = Path(__file__).parents[2]
CODE = Path(countyline.answers.__file__).parent

SMALLTALK_TOPIC = "smalltalk"
HARDEST_GRADE = 8
LONG_ENOUGH_TO_GRADE = 20

# Plausible values, each as the code writes it.
VALUES: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "address": "112 W. Lexington Ave, Independence, MO 64050",
        "case": "4F-27", "choices": "Opening hours, ways to pay, or a person",
        "closes": "5 p.m.", "contacts": "Collection: 816-881-3232",
        "county": "Jackson County", "date": "Friday, April 5",
        "days": "Monday, May 6 and Tuesday, May 7", "does": "takes property tax payments",
        "first": "Monday", "group": "seniors", "holiday": "Memorial Day",
        "hours": "Monday to Friday, 8 a.m. to 5 p.m.", "last": "Friday",
        "moment": "Wednesday, April 3, 8:00 a.m.", "name": "Memorial Day",
        "names": "Collection", "note": " at every location", "numbers": "1, 2 or 3",
        "office": "Collection",
        "offices": "The Collection office", "opens": "8 a.m.", "outcome": "Please call us.",
        "phones": "816-881-3232", "place": "Truman Courthouse",
        "question": "Where is the notary bus", "subject": "Collection",
        "subjects": "Collection", "target": "within two working days",
        "text": "Three county offices are closed.",
        "time": "at 6 p.m.", "title": "County news release", "url": "payments.jacksongov.org",
        "value": "816-881-3232", "weekdays": "Saturdays", "what": "when that tax is due",
        "when": "today",
        "who": "Collection",
    },
    "es": {
        "address": "112 W. Lexington Ave, Independence, MO 64050",
        "case": "4F-27", "choices": "Horario, formas de pagar o una persona",
        "closes": "5 p. m.", "contacts": "Recaudación: 816-881-3232",
        "county": "Condado de Jackson", "date": "viernes 5 de abril",
        "days": "lunes 6 de mayo y martes 7 de mayo", "does": "cobra impuestos",
        "first": "lunes", "group": "personas mayores", "holiday": "Navidad",
        "hours": "de lunes a viernes, de 8 a. m. a 5 p. m.", "last": "viernes",
        "moment": "miércoles 3 de abril, 8:00 a. m.", "name": "Navidad",
        "names": "de Recaudación (Collection)", "note": " en todas sus sedes",
        "numbers": "1, 2 o 3", "office": "de Recaudación (Collection)",
        "offices": "La oficina de Recaudación (Collection)", "opens": "8 a. m.",
        "outcome": "Llámenos, por favor.", "phones": "816-881-3232",
        "place": "Truman Courthouse", "question": "Dónde está el autobús notarial",
        "subject": "recibos de impuestos",
        "subjects": "Recaudación (Collection)", "target": "en dos días hábiles",
        "text": "Tres oficinas están cerradas.",
        "time": "a las 6 p. m.", "title": "Comunicado del condado",
        "url": "payments.jacksongov.org",
        "value": "816-881-3232", "weekdays": "sábados", "what": "cuándo vence ese impuesto",
        "when": "hoy",
        "who": "recibos de impuestos",
    },
}  # fmt: skip


class UniqueKeyLoader(yaml.SafeLoader):
    """Refuses a key that stands twice: YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: {', '.join(sorted(twice))} twice"
        return dict(super().construct_mapping(node, deep))


@cache
def wording() -> Wording:
    return load_wording(ROOT / "data")


@cache
def tree(language: Language) -> dict[str, dict[str, dict[str, object]]]:
    folder = ROOT / "data" / language / "wording"
    return {
        file.stem: yaml.load(file.read_text(encoding="utf-8"), UniqueKeyLoader)
        for file in sorted(folder.glob("*.yml"))
    }


def templates(language: Language) -> Iterator[tuple[str, str, str]]:
    for topic, content in tree(language).items():
        for key, template in content["sentences"].items():
            yield topic, key, str(template)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def said(language: Language, topic: str, key: str, **values: str) -> str:
    """Fill a template with plausible values, `values` before them."""
    plausible = {**VALUES[language]}
    if topic == "openings" and key != "at_place":  # there the place stands as part of a sentence
        plausible["place"] = wording().say(language, topic, "at_place", **plausible)
    return wording().say(language, topic, key, **{**plausible, **values})


def filled(language: Language) -> Iterator[tuple[str, str]]:
    """Every sentence a resident can read, with plausible values; of each aspect both texts."""
    for topic, key, _ in templates(language):
        yield f"{topic}.{key}", said(language, topic, key)
    for topic, aspects in ASPECTS.items():
        for aspect in aspects:
            words_of = wording().aspect(language, f"{topic}/{aspect}")
            yield f"{topic}/{aspect} title", words_of.title
            unsaid = said(language, COMMON, "unsaid", what=words_of.unsaid)
            yield f"{topic}/{aspect} unsaid", unsaid


def found(pattern: str, language: Language) -> list[tuple[str, str]]:
    return [(name, text) for name, text in filled(language) if re.search(pattern, text)]


# Whole in every language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_files_keys_and_placeholders(language: Language) -> None:
    def shape(of: Language) -> dict[tuple[str, str], set[str]]:
        return {(topic, key): placeholders(text) for topic, key, text in templates(of)}

    assert tree(language).keys() == tree("en").keys()
    assert shape(language) == shape("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_aspect_has_words_and_no_words_lack_an_aspect(language: Language) -> None:
    written = {topic: set(content["aspects"]) for topic, content in tree(language).items()}
    assert {topic: keys for topic, keys in written.items() if keys} == {
        topic: set(aspects) for topic, aspects in ASPECTS.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_is_told_from_every_other_by_its_title(language: Language) -> None:
    titles = [text for name, text in filled(language) if name.endswith(" title")]
    assert len({title.casefold() for title in titles}) == len(titles)


def test_every_placeholder_has_a_plausible_value() -> None:
    named = {name for language in LANGUAGES for _, _, t in templates(language)
             for name in placeholders(t)}  # fmt: skip
    for language in LANGUAGES:
        assert named == VALUES[language].keys()


def test_a_missing_value_is_named() -> None:
    with pytest.raises(WordingMissing, match="needs date"):
        wording().say("es", "openings", "reopens_one")
    with pytest.raises(WordingMissing, match="no sentence 'nothing' of openings in 'en'"):
        wording().say("en", "openings", "nothing")
    with pytest.raises(WordingMissing, match="status/nothing"):
        wording().aspect("en", "status/nothing")


# Used, all of them


def keys_of(topic: str | None) -> set[str]:
    return {key for of, key, _ in templates("en") if topic is None or of == topic}


@cache
def asked_for() -> tuple[Call, ...]:
    return tuple(calls(CODE, "countyline.answers"))


def test_no_template_is_missing() -> None:
    missing = [
        call
        for call in asked_for()
        if not any(re.fullmatch(call.pattern, key) for key in keys_of(call.topic))
    ]
    assert asked_for()
    assert missing == []


def families() -> set[tuple[str, str]]:
    """The keys that end in a word of the status document's or the topics' vocabulary."""
    admits = get_args(Arrangement.model_fields["admits"].annotation)
    kinds = get_args(Contact.model_fields["kind"].annotation)
    return {
        *(("openings", f"{likely}{who}{number}") for who in admits
          for likely in ("", "likely_") if not (likely and who == "nobody")
          for number in ("_one", "_many")),
        *((COMMON, f"contact_{kind}") for kind in kinds),
        *((COMMON, f"case_{state}") for state in ("open", "claimed", "closed")),
        *((COMMON, f"weekday_{day}") for day in WEEKDAYS),
        *((SMALLTALK_TOPIC, kind) for kind in SMALLTALK if kind != "repeat"),
    }  # fmt: skip


def test_every_word_of_a_vocabulary_has_its_template() -> None:
    assert families() <= {(topic, key) for topic, key, _ in templates("en")}


def test_no_template_is_unused() -> None:
    written = literals(CODE) | literals(ROOT / "actions") | literals(ROOT / "countyline" / "page")
    used = families() | {
        (topic, key)
        for topic, key, _ in templates("en")
        if key in written
        or any(
            re.fullmatch(call.pattern, key)
            for call in asked_for()
            if call.is_telling and call.topic in (None, topic)
        )
    }
    assert {(topic, key) for topic, key, _ in templates("en")} - used == set()


def test_one_and_many_come_in_pairs() -> None:
    keys = {(topic, key) for topic, key, _ in templates("en")}
    for topic, key in keys:
        if key.endswith("_one"):
            assert (topic, key.removesuffix("_one") + "_many") in keys
        if key.endswith("_many"):
            assert (topic, key.removesuffix("_many") + "_one") in keys


# Plain, and in the voice


@pytest.mark.parametrize(
    ("word", "number"),
    [("closed", 1), ("noted", 2), ("office", 2), ("offices", 3), ("county", 2), ("table", 2),
     ("marriage", 2), ("license", 2), ("reopening", 4), ("statement", 2), ("likely", 2),
     ("payments", 2), ("identity", 4), ("816-881-3232", 3), ("e-mail", 2), ("property", 3),
     ("appointment", 3), ("Wednesday", 2), ("closure", 2), ("confirmed", 2)],
)  # fmt: skip
def test_syllables_are_counted(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_grade_follows_the_formula_and_tells_plain_from_official_words() -> None:
    assert grade("The cat sat.") == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert grade("Open 8 a.m. to 5 p.m. on Friday.") == grade("Open 8 am to 5 pm on Friday.")
    plain = "The office is closed today. The county has not said when it opens again."
    official = (
        "The aforementioned administrative department is experiencing limited availability "
        "pending the restoration of its information technology infrastructure."
    )
    assert grade(plain) < HARDEST_GRADE < grade(official)


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, text in filled("en") if len(words(text)) >= LONG_ENOUGH_TO_GRADE],
)
def test_long_texts_are_read_with_ease(name: str, text: str) -> None:
    assert grade(text) <= HARDEST_GRADE, f"{name}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unwanted",
    [
        pytest.param(r"(?i)\b(soon|shortly|pronto|en breve)\b", id="a wait that nobody set"),
        pytest.param(r"(?i)\b(a few|unos) (minutes|minutos)\b", id="a wait in minutes"),
        pytest.param("[!¡]", id="exclamation marks"),
        pytest.param("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]", id="emoji"),
        pytest.param(r"\b\d{1,2}/\d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b", id="dates as numbers"),
        pytest.param(r"(?i)at this time|limited availability|unfortunately|lamentablemente",
                     id="official phrases"),
        pytest.param(r",[.,]|(?<!\.)\.\.(?!\.)| [.,;:?]|  ", id="stray marks"),
    ],
)  # fmt: skip
def test_nobody_reads(language: Language, unwanted: str) -> None:
    assert found(unwanted, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ["hours", "openings"])
def test_tomorrow_reads_well_wherever_a_day_stands(language: Language, topic: str) -> None:
    """Of the forms of `{when}` tomorrow's is the longest, with commas of its own in English."""
    tomorrow = said(language, COMMON, "tomorrow")
    for note in ("", VALUES[language]["note"]):
        for of, key, _ in templates(language):
            if of == topic:
                text = said(language, topic, key, when=tomorrow, note=note)
                assert not re.search(r",[.,]|  | ,", text), text


CERTAINTY_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "likely": "likely",
        "not_confirmed": "The county has not confirmed this",
        "unsaid": "The county has not said",
    },
    "es": {
        "likely": "probablemente",
        "not_confirmed": "El condado no lo ha confirmado",
        "unsaid": "El condado no ha informado",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_certainty_has_fixed_words(language: Language) -> None:
    fixed = CERTAINTY_WORDS[language]
    texts = dict(filled(language))
    assert fixed["not_confirmed"] in texts["common.not_confirmed_since"]
    assert texts["common.unsaid"].startswith(fixed["unsaid"])
    for name, text in texts.items():
        is_likely = "likely_" in name
        assert (fixed["likely"] in text.lower()) == is_likely, f"{name}: {text}"


UNSAID_OPENINGS: Mapping[Language, str] = {
    "en": r"(whether|when|how|what|which|where|who|why|anything about|the|an?) ",
    "es": r"(si|cuándo|cuánt[oa]s?|cómo|qué|cuál|cuáles|dónde|quién|por qué|a qué|nada sobre) ",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_unsaid_completes_its_sentence(language: Language) -> None:
    for topic, aspects in ASPECTS.items():
        for aspect in aspects:
            unsaid = wording().aspect(language, f"{topic}/{aspect}").unsaid
            assert re.match(UNSAID_OPENINGS[language], unsaid), f"{topic}/{aspect}: {unsaid}"
            assert not unsaid.endswith("."), f"{topic}/{aspect}: {unsaid}"


# Spanish

FAMILIAR_FORMS = (
    r"(?i)\b(tú|tu|tus|ti|contigo|te|tuy[oa]s?|vos|vosotros|puedes|quieres|tienes|necesitas|debes|"
    r"sabes|eres|estás|vas|vives|pagas|haces|vienes|dime|dinos|escríbenos|escríbeme|llámanos|"
    r"pregúntame|envíame|intenta|revisa|guarda|ven|haz)\b|(?:^|[.,:?] )(llama|escribe|paga|espera|"
    r"visita|pregunta|deja|diga tu)\b"
)
WITHOUT_ACCENT = (
    r"(?i)\b(dias?|informacion|atencion|direccion|eleccion|tasacion|recaudacion|identificacion|"
    r"votacion|exencion|situacion|peticion|electronico|telefonos?|numeros?|vehiculos?|titulos?|"
    r"credito|miercoles|sabados?|tambien|aqui|asi|despues|todavia|esta(?:n|ra|ran)|podra|abrira|"
    r"abriran|cerrara|adios|mas|segun|ingles|espanol|ningun|ultim[oa]|proxim[oa]s?|publico|util|"
    r"manana|mediodia|razon|pension|sesion|cuales|quienes)\b"
    r"|(?:informado|¿|sabe|pregúnteme) (?:como|cuando|que|cual|donde|quien|cuant[oa])\b"
)


def test_spanish_says_usted() -> None:
    assert found(FAMILIAR_FORMS, "es") == []


def test_spanish_has_its_accents() -> None:
    assert found(WITHOUT_ACCENT, "es") == []


def test_spanish_questions_open_with_their_mark() -> None:
    for name, text in filled("es"):
        assert text.count("?") == text.count("¿"), f"{name}: {text}"


def test_spanish_names_offices_before_a_lower_case_value_needs_an_article() -> None:
    """ "sobre oficina del sheriff" lacks its article: such a value leads, before a colon."""
    for topic, key, template in templates("es"):
        for name in {"subject", "subjects", "who"} & placeholders(template):
            assert template.startswith(f"{{{name}}}:"), f"{topic}.{key}"


@pytest.mark.parametrize(
    ("name", "english"),
    [("bienes muebles", "personal property"), ("constancia de no tasación", "waiver")],
)
def test_spanish_terms_bring_the_english_name(name: str, english: str) -> None:
    unsaid = [text for key, text in filled("es") if key.endswith(" unsaid") and name in text]
    assert unsaid
    assert all(english in text for text in unsaid)
