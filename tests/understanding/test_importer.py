import copy
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter

from countyline.understanding.importer import Example, ExamplesImporter

DATA = Path(__file__).resolve().parents[2] / "data"


def test_it_reads_what_rasas_own_importer_reads() -> None:
    names = ("media", "smalltalk", "recording", "safety")
    files = [str(DATA / code / "nlu" / f"{name}.yml") for code in ("en", "es") for name in names]
    ours = ExamplesImporter(training_data_paths=files).get_nlu_data()
    theirs = RasaFileImporter(training_data_paths=files).get_nlu_data()
    assert ours.intent_examples
    assert [m.as_dict() for m in ours.intent_examples] == [
        m.as_dict() for m in theirs.intent_examples
    ]


def test_an_example_is_its_own_copy() -> None:
    path = str(DATA / "en" / "nlu" / "media.yml")
    example = ExamplesImporter(training_data_paths=[path]).get_nlu_data().intent_examples[0]
    assert copy.deepcopy(example) is example


def test_the_digest_of_an_example_is_taken_again_only_when_it_changes() -> None:
    example = Example.of("is it open", "status", "open")
    before = example.fingerprint()
    example.set("intent", "status")
    assert example.fingerprint() is before
    example.set("intent", "hours")
    assert example.fingerprint() != before
