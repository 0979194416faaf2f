"""Vectors that a second training need not make again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from countyline.understanding.encoder import Vectors
from countyline.understanding.kept_vectors import encode_kept


class Encoder:
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 0.1, text.count("a")] for text in texts], dtype=np.float32)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "vectors.npz"


def asked(texts: Sequence[str], kept: Path, version: str = "1") -> list[str]:
    encoder = Encoder()
    encode_kept(texts, kept, version, encoder.encode)
    return encoder.asked


def test_what_was_encoded_is_not_encoded_again(kept: Path) -> None:
    assert asked(["pay", "open"], kept) == ["pay", "open"]
    assert asked(["open", "pay", "tax"], kept) == ["tax"]
    assert asked(["open", "pay", "tax"], kept) == []


def test_the_vectors_are_the_same_with_the_file_and_without_it(kept: Path) -> None:
    texts = ["a tax", "open", "a tax", "pay"]
    first = encode_kept(texts, kept, "1", Encoder().encode)
    second = encode_kept(texts[::-1], kept, "1", Encoder().encode)
    assert first.dtype == np.float32
    assert (first == second[::-1]).all()
    assert first[0] == pytest.approx([5, 0.1, 2], abs=1e-3)


def test_what_no_training_needs_any_more_is_dropped(kept: Path) -> None:
    asked(["pay", "open"], kept)
    asked(["open"], kept)
    assert asked(["pay", "open"], kept) == ["pay"]


def test_another_encoder_encodes_anew(kept: Path) -> None:
    asked(["pay"], kept)
    assert asked(["pay"], kept, "2") == ["pay"]


@pytest.mark.parametrize("content", [b"", b"no such file", b"PK\x03\x04 torn"])
def test_a_broken_file_is_not_read_and_is_replaced(kept: Path, content: bytes) -> None:
    kept.parent.mkdir()
    kept.write_bytes(content)
    assert asked(["pay"], kept) == ["pay"]
    assert asked(["pay"], kept) == []
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_where_nothing_can_be_kept_it_is_encoded_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    assert asked(["pay"], file / "vectors.npz") == ["pay"]
    assert file.read_text() == "in the way"


def test_no_text_at_all_gives_no_vector(kept: Path) -> None:
    assert len(encode_kept([], kept, "1", Encoder().encode)) == 0
