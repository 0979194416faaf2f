"""What is said holds no digit, sign, address of a website or abbreviation, whatever was written."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countyline.answers.spoken_words import in_words, spelled_address
from countyline.cutting import WITH_NEXT
from countyline.speech import DIGITS, digits_said, speech_of
from countyline.status.model import LANGUAGES, Language

every_language = st.sampled_from(LANGUAGES)

PIECES = st.sampled_from(
    ["8", "12", "415", "2024", "4F-27", "$", "3.50", "1,250", "%", "#", "&", "/", "a.m.", "p. m.",
     "11am", ":30", "-", "–", "E.", "St", "Ave.", "Dr.", "Jr.", "12th", "April", "abril", "de",
     "Fri", "vie", "5", "816-881-3232", "(816) 881-3232", "payments.jacksongov.org", "https://a.b",
     "IPP@jacksongov.org", "at", "en", "MO", "64106", "Suite", "P.O. Box", "No.", "n.º", "½", "²",
     "1/2", "4/5/2024", "2024-04-05", "I-70", "24/7", "a. m.", "U.S.", "EE. UU.", "(", ")", "\"",
     "'", "•", "…", ".", ",", ";", ":", "?", "!", " ", " ", " ", "\n", "Collection", "la", "las",
     "open", "myJacksonCounty", "COVID-19", "W-2", "1.er", "3ª", WITH_NEXT, "٣", "５", "x", "A"]
)  # fmt: skip
WRITTEN = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(" ".join),
)
LOOKS_LIKE_A_SITE = r"(?i)\b[a-z0-9-]+\.(?:org|com|gov|net|[a-z]{2,})\b|://|www\.|@"


@given(WRITTEN, every_language)
@example("٣ of ½", "en")
def test_no_digit_sign_or_site_is_left_of_anything(text: str, language: Language) -> None:
    said = in_words(text, language)
    assert not any(one.isdigit() or one.isdecimal() or (one.isnumeric() and not one.isalpha())
                   for one in said)  # fmt: skip
    assert not re.search(LOOKS_LIKE_A_SITE, said)
    assert set(re.sub(r"[^\W\d_]", "", said)) <= set(f" .,;:?!¿¡'-{WITH_NEXT}")


@given(WRITTEN, every_language)
def test_words_stay_as_they_are(text: str, language: Language) -> None:
    said = in_words(text, language)
    assert in_words(said, language) == said


@given(WRITTEN, every_language)
def test_what_is_said_can_be_marked_up(text: str, language: Language) -> None:
    said = in_words(text, language)
    speech = speech_of([said], language)
    assert "".join(ElementTree.fromstring(speech.ssml).itertext()) == speech.text


NUMBERS = st.from_regex(r"[2-9]\d{2}-[2-9]\d{2}-\d{4}", fullmatch=True, alphabet="0123456789-")


@given(NUMBERS, every_language, st.sampled_from(["{}", "({}) {}-{}", "{}.{}.{}", "{} {} {}"]))
def test_each_digit_of_a_phone_number_is_said_in_its_order(
    number: str, language: Language, form: str
) -> None:
    written = form.format(*number.split("-")) if form != "{}" else number
    around = {"en": "Collection: call {}.", "es": "Recaudación: llame al {}."}[language]
    said = in_words(around.format(written), language)
    digits = [DIGITS[language].index(word) for word in re.findall(r"\w+", said)
              if word in DIGITS[language]]  # fmt: skip
    assert "".join(map(str, digits)) == number.replace("-", "")
    assert digits_said(number, language) in said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call (816) 881-3232 ext. 12.",
         "Call eight one six, eight eight one, three two three two, extension one two."),
        ("Call 911 or text 988.", "Call nine one one or text nine eight eight."),
        ("Friday, April 5, and April 6", "Friday, April fifth, and April sixth"),
        ("April 4, 5 and 6, 2024", "April fourth, fifth and sixth, two thousand twenty-four"),
        ("Due 12/31/2024", "Due December thirty-first, two thousand twenty-four"),
        ("on 2024-04-05", "on April fifth, two thousand twenty-four"),
        ("in 1985 and 2005", "in nineteen eighty-five and two thousand five"),
        ("Open 8 a.m. to 5 p.m. You can walk in.", "Open eight to five. You can walk in."),
        ("8 to 11 a.m. on Saturday", "Eight to eleven in the morning on Saturday"),
        ("10 a.m. to 5 p.m.", "Ten in the morning to five in the afternoon"),
        ("Polls close at 7 p.m. If you are in line",
         "Polls close at seven in the evening. If you are in line"),
        ("at 12 p.m. and 12:05 a.m.", "at noon and twelve oh five at night"),
        ("It costs $2.00, $3.50 or $1,250.",
         "It costs two dollars, three dollars and fifty cents or one thousand two hundred "
         "fifty dollars."),
        ("$1 and $1.5 million", "One dollar and one point five million dollars"),
        ("2.5% of it, ½ of that", "Two point five percent of it, one half of that"),
        ("415 E. 12th St, Suite 100, Kansas City, MO 64106.",
         "Four fifteen East Twelfth Street, Suite one hundred, Kansas City, Missouri, ZIP "
         "code six four one zero six."),
        ("Come to 4407 Dr. Martin Luther King Jr. Blvd.",
         "Come to forty-four oh seven Doctor Martin Luther King Junior Boulevard."),
        ("on Lexington Ave near St. Louis", "on Lexington Avenue near Saint Louis"),
        ("P.O. Box 219747", "P O Box two one nine, seven four seven"),
        ("Hwy 40 and I-70", "Highway forty and Interstate seventy"),
        ("case 4F-27 on form W-2", "case four F, two seven on form W two"),
        ("the 16th Circuit, on the 2nd floor", "the Sixteenth Circuit, on the second floor"),
        ("You can pay online at payments.jacksongov.org. It works.",
         "You can pay online. It works."),
        ("ask the board at kceb.org", "ask the board online"),
        ("The sites are https://www.jacksongov.org/pay and kceb.org.",
         "The sites are jacksongov dot org and kceb dot org."),
        ("write to IPP@jacksongov.org.", "write to IPP at jacksongov dot org."),
        ("the IRS & DMV (now)", "the IRS and DMV, now"),
        ("and/or he/she; 5–10 days; #5", "and or he or she; five to ten days; number five"),
        ("10,000 people, account 64050123",
         "Ten thousand people, account six four zero five, zero one two three"),
        ("a 24-hour line, 24/7", "a twenty-four-hour line, day and night, every day"),
        ("Harry S. Truman Jr. said so", "Harry S Truman Junior said so"),
        ("myJacksonCounty works", "my Jackson County works"),
        ("Do not pay at fake.com. Pay at kceb.org.", "Do not pay at fake dot com. Pay online."),
        ("Pay only at payments.jacksongov.org", "Pay only at payments dot jacksongov dot org"),
        ("You cannot pay online at a.org; pay online at b.org",
         "You cannot pay online at a dot org; pay online"),
        ("in Kansas City, Mo. Bring ID", "in Kansas City, Missouri. Bring ID"),
        ("by Frank White Jr. The county", "by Frank White Junior. The county"),
        ("within 6 mo. or 5 ft. from No. 5", "within six mo. or five ft. from number five"),
    ],
)  # fmt: skip
def test_english(written: str, said: str) -> None:
    assert in_words(written, "en") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Llame al (816) 881-3232.", "Llame al ocho uno seis, ocho ocho uno, tres dos tres dos."),
        ("el viernes 5 de abril", "el viernes cinco de abril"),
        ("el 1 de abril de 2024", "el primero de abril de dos mil veinticuatro"),
        ("del 1 al 5 de mayo", "del primero al cinco de mayo"),
        ("vie 5 abr", "viernes cinco de abril"),
        ("Lo dijo el lunes 8 de abril. Puede pagar.",
         "Lo dijo el lunes ocho de abril. Puede pagar."),
        ("hasta el 5 abr. inclusive", "hasta el cinco de abril inclusive"),
        ("el 4/5/2024 o el 31/12/2024",
         "el cuatro barra cinco barra dos cero dos cuatro o el treinta y uno de diciembre "
         "de dos mil veinticuatro"),
        ("a las 8 a. m. y a la 1 p. m.", "a las ocho de la mañana y a la una de la tarde"),
        ("Abre de 8 a. m. a 5 p. m. Puede venir.", "Abre de ocho a cinco. Puede venir."),
        ("a las 8:30 a. m., a las 12 p. m.",
         "a las ocho y media de la mañana, a las doce del mediodía"),
        ("de 7:00 a 19:00 horas", "de siete de la mañana a siete de la noche"),
        ("Cuesta $1.00, $2.50 o $1,000,000.",
         "Cuesta un dólar, dos dólares con cincuenta centavos o un millón de dólares."),
        ("3% de 21 personas, 1 día y 200 oficinas",
         "Tres por ciento de veintiuna personas, un día y doscientas oficinas"),
        ("en 415 E. 12th St, Kansas City",
         "en cuatrocientos quince East Twelfth Street, Kansas City"),
        ("el 16th Circuit, 1.er piso, 3ª vez", "el Sixteenth Circuit, primer piso, tercera vez"),
        ("Recaudación (Collection): cerrada", "Recaudación, Collection: cerrada"),
        ("Puede pagar por internet en payments.jacksongov.org. Funciona.",
         "Puede pagar por internet. Funciona."),
        ("pregunte a la junta en kceb.org", "pregunte a la junta por internet"),
        ("EE. UU., Sr. López y n.º 5", "Estados Unidos, señor López y número cinco"),
        ("su caso 4F-27", "su caso cuatro F, dos siete"),
        ("Pague solo en kceb.org", "Pague solo en kceb punto org"),
    ],
)  # fmt: skip
def test_spanish(written: str, said: str) -> None:
    assert in_words(written, "es") == said


def test_the_marks_of_what_belongs_together_stay() -> None:
    text = f"It opens at 8 a.m.{WITH_NEXT} The county has not confirmed it."
    assert in_words(text, "en") == (
        f"It opens at eight in the morning.{WITH_NEXT} The county has not confirmed it."
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://www.jacksongov.org", "jacksongov dot org"),
        ("http://pay.example.gov:8080/a?b=1", "pay dot example dot gov"),
        ("county-2.us", "county dash two dot us"),
    ],
)
def test_a_site_is_said_by_its_name(url: str, said: str) -> None:
    assert spelled_address(url, "en") == said
