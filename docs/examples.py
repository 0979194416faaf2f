"""Examples in documents: a request in one code block, what the running system answered in the next.

    ```json request                      (or `sh request`: a curl command with -d '…')
    {"sender": "ana", "message": "…"}
    ```

    ```json response kind choices        (the fields of `custom.answer` to show; none: all)
    [ … ]
    ```

`make answers` writes the second block; a test compares it with a system that runs. A response
block that begins with a number, such as `json response 400`, expects that status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from countyline.cases.ids import DIGITS, LETTERS

Post = Callable[[bytes], tuple[int, bytes]]
"""Posts a body to the running system; gives the status and the raw answer."""

_PAIR = re.compile(
    r"^```(?P<how>json|sh) request\n(?P<request>(?:(?!^```).)*)^```\n+"
    r"^```json response(?: (?P<status>\d{3}))?(?P<fields>[a-z_ ]*)\n"
    r"(?P<response>(?:(?!^```).)*)^```$",
    re.MULTILINE | re.DOTALL,
)
_INNERMOST = re.compile(r"\{\n[^{}\[\]]*\}|\[\n[^{}\[\]]*\]")
_LONGEST_LINE = 100
_CASE = re.compile(rf"\b[{DIGITS}][{LETTERS}]-[{DIGITS}]{{2,}}\b")


@dataclass(frozen=True)
class Example:
    """One request and the response that the document shows."""

    request: str
    status: int
    fields: tuple[str, ...]
    response: str

    def matches(self, status: int, body: bytes) -> bool:
        """Tell whether the system answered as shown; case numbers are drawn anew each time."""
        return status == self.status and _without_case(shown(body, self.fields)) == _without_case(
            self.response
        )


def examples_in(document: str) -> Iterator[Example]:
    """Yield the examples of a document, in their order."""
    for match in _PAIR.finditer(document):
        yield _example(match)


def filled(document: str, post: Post) -> str:
    """Give the document with each response as the running system gives it now.

    Raises:
        ValueError: the system answered with another status than the document expects.
    """

    def answered(match: re.Match[str]) -> str:
        example = _example(match)
        status, body = post(example.request.encode())
        if status != example.status:
            raise ValueError(f"{example.request} was answered with {status}: {body!r}")
        start, end = (place - match.start() for place in match.span("response"))
        return match.group()[:start] + shown(body, example.fields) + match.group()[end:]

    return _PAIR.sub(answered, document)


def shown(body: bytes, fields: tuple[str, ...]) -> str:
    """Write a response as a document shows it."""
    response = json.loads(body)
    if fields:
        response = [_shortened(message, fields) for message in response]
    written = json.dumps(response, ensure_ascii=False, indent=2)
    return _INNERMOST.sub(_on_one_line, written) + "\n"


def _on_one_line(innermost: re.Match[str]) -> str:
    """Write a short list or object that holds no other on one line."""
    line = " ".join(innermost.group().split("\n"))
    line = re.sub(r" {2,}", " ", line).replace("[ ", "[").replace(" ]", "]")
    line = line.replace("{ ", "{").replace(" }", "}")
    return line if len(line) <= _LONGEST_LINE else innermost.group()


def _shortened(message: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    if "custom" not in message:
        return message
    answer = message["custom"]["answer"]
    return {**message, "custom": {"answer": {name: answer[name] for name in fields}}}


def _example(match: re.Match[str]) -> Example:
    request = match["request"].strip()
    if match["how"] == "sh":
        request = request[request.index("-d '") + 4 : request.rindex("'")]
    return Example(
        request=request,
        status=int(match["status"] or 200),
        fields=tuple(match["fields"].split()),
        response=match["response"],
    )


def _without_case(text: str) -> str:
    return _CASE.sub("CASE", text)
