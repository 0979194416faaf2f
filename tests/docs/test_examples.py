"""Examples in the documents, asked again of a system that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docs.examples import Example, examples_in, filled
from docs.make_answers import WITH_EXAMPLES
from docs.running_system import RunningSystem

DOCUMENT = """\
```json request
{"message": "hi"}
```

Text between does not make it another example.

```json request
{"message": "hi"}
```

```json response kind
old
```
"""
HI = json.dumps([{"text": "Case 4F-27"}, {"custom": {"answer": {"kind": "handoff", "x": 1}}}])


@pytest.mark.parametrize("document", WITH_EXAMPLES, ids=lambda path: path.name)
def test_the_running_system_answers_as_documented(document: Path, system: RunningSystem) -> None:
    examples = list(examples_in(document.read_text(encoding="utf-8")))
    assert examples
    for example in examples:
        status, body = system.post(example.request.encode())
        assert example.matches(status, body), f"`make answers` is due: {example.request}\n{body!r}"


def test_an_example_is_filled_with_what_came_back() -> None:
    document = filled(DOCUMENT, lambda _: (200, HI.encode()))
    (example,) = examples_in(document)
    assert example.request == '{"message": "hi"}'
    assert json.loads(example.response) == [
        {"text": "Case 4F-27"},
        {"custom": {"answer": {"kind": "handoff"}}},
    ]
    assert filled(document, lambda _: (200, HI.encode())) == document


def test_another_case_number_is_the_same_answer_and_another_word_is_not() -> None:
    (example,) = examples_in(filled(DOCUMENT, lambda _: (200, HI.encode())))
    assert example.matches(200, HI.replace("4F-27", "9M-634").encode())
    assert not example.matches(200, HI.replace("Case", "case").encode())
    assert not example.matches(500, HI.encode())


def test_another_status_is_told_when_filling() -> None:
    with pytest.raises(ValueError, match="500"):
        filled(DOCUMENT, lambda _: (500, b"[]"))


def test_a_request_may_be_a_curl_command() -> None:
    document = DOCUMENT.replace("json request", "sh request")
    document = document.replace('{"message": "hi"}', """curl -s somewhere -d '{"message": "hi"}'""")
    assert list(examples_in(document)) == [Example('{"message": "hi"}', 200, ("kind",), "old\n")]
