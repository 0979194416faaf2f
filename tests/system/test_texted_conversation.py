"""A whole conversation by text over the real programs: the document shows what they say."""

from docs.make_sms_conversation import PAGE, converse, page_of, phone


def test_a_spanish_conversation_with_a_hand_off_is_as_the_document_shows_it() -> None:
    with phone() as resident:
        said = converse(resident)
        assert page_of(said) == PAGE.read_text(encoding="utf-8")
        # Whoever stopped texts hears nothing more.
        before = len(resident.twilio.messages)
        resident.text_to_a_person("hola")
        assert len(resident.twilio.messages) == before
