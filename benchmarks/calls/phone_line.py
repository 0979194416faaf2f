"""Speaks words with a computer's voice and puts them through a telephone.

Needs the programs espeak-ng and sox.
"""

from __future__ import annotations

import math
import random
import subprocess
from array import array
from dataclasses import dataclass
from pathlib import Path

_RATE = 8000
_PACKET = _RATE // 50
"""Samples of 20 milliseconds: what one packet of a call over the internet carries."""
_LARGEST = 32767
_RAW = ("-t", "raw", "-e", "signed-integer", "-b", "16", "-c", "1", "-r", str(_RATE))


@dataclass(frozen=True)
class Voice:
    """Who speaks: a voice of espeak-ng, words a minute, and pitch from 0 to 99."""

    name: str
    speed: int
    pitch: int = 50


@dataclass(frozen=True)
class PhoneLine:
    """How well it is heard: noise as a ratio in decibels, and the share of packets that are lost.

    Packets are lost one or two in a row, and are silence.
    """

    signal_to_noise: float
    lost: float = 0.0


def speak(words: str, voice: Voice, recording: Path) -> None:
    """Have words spoken. Raises CalledProcessError or FileNotFoundError."""
    speed, pitch = str(voice.speed), str(voice.pitch)
    command = ["espeak-ng", "-v", voice.name, "-s", speed, "-p", pitch, "-w", str(recording)]
    subprocess.run([*command, "--stdin"], input=words.encode(), check=True)


def telephone(recording: Path, line: PhoneLine, chance: random.Random, heard: Path) -> None:
    """Give a recording as the other end hears it: 300 to 3,400 Hz, 8 kHz, μ-law, noise, losses.

    What is written has 16 kHz for the recognizers, but nothing above 4 kHz in it.
    """
    to_band = ["sox", str(recording), *_RAW, "-", "rate", "8k", "sinc", "300-3400", "norm", "-6"]
    samples = array("h", subprocess.run(to_band, check=True, capture_output=True).stdout)
    add_noise(samples, line, chance)
    lose_packets(samples, line, chance)
    coded = ["sox", *_RAW, "-", "-t", "raw", "-e", "mu-law", "-b", "8", "-"]
    call = subprocess.run(coded, input=samples.tobytes(), check=True, capture_output=True).stdout
    decoded = ["sox", "-t", "raw", "-e", "mu-law", "-b", "8", "-c", "1", "-r", str(_RATE), "-"]
    written = ["-e", "signed-integer", "-b", "16", "-r", "16000", str(heard)]
    subprocess.run([*decoded, *written], input=call, check=True)


def add_noise(samples: array[int], line: PhoneLine, chance: random.Random) -> None:
    """Put noise into a sound: half of it hiss, half the lower noise of a room or a street."""
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    loud = math.sqrt(power / 10 ** (line.signal_to_noise / 10))
    rumble = 0.0
    for place, sample in enumerate(samples):
        rumble = 0.9 * rumble + 0.436 * chance.gauss(0, 1)
        noisy = sample + loud * (0.5 * chance.gauss(0, 1) + 0.5 * rumble) * math.sqrt(2)
        samples[place] = max(-_LARGEST, min(_LARGEST, round(noisy)))


def lose_packets(samples: array[int], line: PhoneLine, chance: random.Random) -> None:
    """Silence the packets of a sound that are lost."""
    place = 0
    while place < len(samples):
        lost = chance.choice((1, 2)) if chance.random() < line.lost / 1.5 else 0
        for silent in range(place, min(len(samples), place + lost * _PACKET)):
            samples[silent] = 0
        place += max(1, lost) * _PACKET
