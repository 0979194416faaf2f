"""What a draft would alter, before anybody approves it: each answer, old beside new."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from sanic.response import HTTPResponse

from countyline.cases.words import in_words
from countyline.console.frame import around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.console.previews import Preview, PreviewFailed, Trial
from countyline.console.word_changes import word_changes

_SHOWN = 10
_MOST_QUESTIONS = 6
_LONGEST_QUESTION = 500
_LANGUAGES: Final = (("en", "English"), ("es", "Spanish"))
_MEDIA: Final = (("screen", "web"), ("text", "text message"), ("speech", "phone"))
_NO_SUBJECT = "none"


async def show_preview(visit: Visit, draft: str) -> HTTPResponse:
    """Give the preview of a draft; with a question in the address, that question tried."""
    console, known = visit.console, visit.console.current.known()
    found = await console.threads.read(console.publishing.drafts.get, draft)
    if found is None:
        return trouble(404, "There is no such draft.", visit.session)
    preview: Preview | None = None
    trial: Trial | None = None
    failed = failed_trial = ""
    asked = _asked(visit)
    try:
        preview = await console.previews.of(found.text)
    except PreviewFailed as failure:
        failed = str(failure)
    if asked["question"] and preview is not None and not preview.problems:
        try:
            trial = await console.previews.try_question(
                found.text, asked["question"], asked["spoken"]
            )
        except PreviewFailed as failure:
            failed_trial = str(failure)
    altered = _wanted(preview.altered if preview else (), asked)
    shown = altered[asked["from"] : asked["from"] + _SHOWN]
    values = {
        **around(
            visit.session, known, f"Preview: {found.title}", "publish", unclaimed=await alarm(visit)
        ),
        "draft": found,
        "preview": preview,
        "failed": failed,
        "asked": asked,
        "subjects": _subjects(preview.altered if preview else ()),
        "languages": _LANGUAGES,
        "media": _MEDIA,
        "medium_words": dict(_MEDIA),
        "language_words": dict(_LANGUAGES),
        "fitting": len(altered),
        "less_sure": sum(bool(one["less_sure"]) for one in altered),
        "groups": await asyncio.to_thread(_groups, shown, asked),
        "earlier": _address(asked, asked["from"] - _SHOWN) if asked["from"] > 0 else None,
        "later": (
            _address(asked, asked["from"] + _SHOWN)
            if asked["from"] + _SHOWN < len(altered)
            else None
        ),
        "trial": await asyncio.to_thread(_trial, trial) if trial else None,
        "failed_trial": failed_trial,
    }
    return page("preview.html", values)


def _asked(visit: Visit) -> dict[str, Any]:
    """Give the filters of the address; what is no choice of ours is no filter."""
    args = visit.request.args

    def text(name: str, longest: int) -> str:
        return str(args.get(name) or "").replace("\0", "").strip()[:longest]

    first = text("from", 7)
    language, medium = text("language", 10), text("channel", 10)
    spoken = text("spoken", 2)
    return {
        "subject": text("subject", 100),
        "language": language if language in dict(_LANGUAGES) else "",
        "channel": medium if medium in dict(_MEDIA) else "",
        "less_sure": text("less_sure", 1) == "1",
        "from": int(first) if first.isascii() and first.isdecimal() else 0,
        "question": text("question", _LONGEST_QUESTION),
        "spoken": spoken if spoken in dict(_LANGUAGES) else "en",
    }


def _address(asked: Mapping[str, Any], first: int) -> str:
    kept = {name: asked[name] for name in ("subject", "language", "channel") if asked[name]}
    if asked["less_sure"]:
        kept["less_sure"] = "1"
    return "?" + urlencode({**kept, "from": max(first, 0)})


def _wanted(
    altered: Sequence[Mapping[str, Any]], asked: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Give the answers that fit the filters, by subject, then by topic."""
    found = [
        one
        for one in altered
        if (not asked["subject"] or asked["subject"] in _subjects_of(one))
        and (not asked["less_sure"] or one["less_sure"])
        and any(_fits(change, asked) for change in one["changes"])
    ]
    found.sort(key=lambda one: _first(one, asked)["subject_name"] or "")
    return found


def _fits(change: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return (not asked["language"] or change["language"] == asked["language"]) and (
        not asked["channel"] or change["medium"] == asked["channel"]
    )


def _subjects_of(one: Mapping[str, Any]) -> set[str]:
    return {question["subject"] or _NO_SUBJECT for question in one["questions"]}


def _first(one: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the question under which an answer stands: of the wanted subject, else the first."""
    wanted = asked["subject"]
    questions: Sequence[Mapping[str, Any]] = one["questions"]
    fitting = (one for one in questions if wanted and (one["subject"] or _NO_SUBJECT) == wanted)
    return next(fitting, questions[0])


def _subjects(altered: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    named = {
        question["subject"]: question["subject_name"]
        for one in altered
        for question in one["questions"]
        if question["subject"]
    }
    whole = [(_NO_SUBJECT, "no office or service named")] if altered else []
    return whole + sorted(named.items(), key=lambda item: str(item[1]).casefold())


def _groups(shown: Sequence[Mapping[str, Any]], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Put what is shown under its subjects and topics, with the words that changed."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in shown:
        first = _first(one, asked)
        others = [question["words"] for question in one["questions"] if question is not first]
        key = (first["subject_name"] or "Whatever is named, or nothing", in_words(first["topic"]))
        groups.setdefault(key, []).append(
            {
                "question": first["words"],
                "others": others[:_MOST_QUESTIONS],
                "more": max(len(others) - _MOST_QUESTIONS, 0),
                "less_sure": one["less_sure"],
                "before": one["before"],
                "after": one["after"],
                "changes": [
                    _change(change) for change in one["changes"] if _fits(change, asked)
                ],
            }
        )
    return [
        {"subject": subject, "topic": topic, "altered": altered}
        for (subject, topic), altered in groups.items()
    ]


def _change(change: Mapping[str, Any]) -> dict[str, Any]:
    before, after = change["before"], change["after"]
    old, new = word_changes("\n".join(before["messages"]), "\n".join(after["messages"]))
    return {
        **change,
        "old": old,
        "new": new,
        "old_cost": _cost(before["segments"]),
        "new_cost": _cost(after["segments"]),
        "parts": (len(before["messages"]), len(after["messages"])),
    }


def _cost(segments: Sequence[Mapping[str, Any]]) -> str:
    """Write what a text message costs, such as `2 segments, GSM-7`; of several, each."""
    return "; then, if asked for, ".join(
        f"{one['count']} segment{'' if one['count'] == 1 else 's'}, {one['encoding']}"
        for one in segments
    )


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "aspect": " — ".join(in_words(part) for part in trial.aspect.split("/")),
        "subjects": trial.subjects,
        "by_names": trial.by_names,
        "is_confident": trial.is_confident,
        "channels": [_change(one) for one in trial.channels],
    }
