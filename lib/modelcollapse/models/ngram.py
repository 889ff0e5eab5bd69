"""Interpolated Kneser-Ney: the best of the models that only count words, fast enough to go round a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words
from modelcollapse.samplers import Context, applied, window

MAX_WORDS = 40
"""A sentence that has not ended by then is cut: a model that lost the way to the end would never stop."""


class NgramModel:
    """Each word depends on the ``order`` - 1 words before it; what was seen too rarely borrows from shorter contexts.

    Leading axes are replicates and are fitted at once: each has contexts of its own.

    Parameters
    ----------
    order
        1 to 8: words in the longest counted sequence.
    discount
        taken off every count, in (0, 1), and given to shorter contexts. None estimates it for each length from the
        sequences seen once and twice, n₁/(n₁ + 2n₂) (Ney, Essen and Kneser 1994).
    vocabulary
        every word that can occur. The shortest context then shares its discount evenly among them, so that no word
        is impossible, as in a neural model. None means the words of the training data and nothing else.
    sampler
        how to speak: a function from log-probabilities to log-probabilities, see `modelcollapse.samplers`.

    Attributes
    ----------
    words_
        the vocabulary; word i is numbered i, and the end of a sentence is numbered ``len(words_)``.
    discounts_
        array of shape (..., order): for contexts of 0, 1, …, order - 1 words.

    Notes
    -----
    With c the count of a word in a context, T the number of different words there and N the total, p = max(c - D, 0)/N
    + D T/N · p', where p' is the same for the context without its first word. Below the longest context, c is
    the number of *different* words that came before: a word that only ever follows "san" should not be likely elsewhere.
    Source: Kneser and Ney (1995), in the interpolated form of Chen and Goodman (1999).

    Examples
    --------
    >>> model = NgramModel(2, discount=0.5).fit(["a b", "a c", "a b"])
    >>> np.exp(model.log_probability(["a b"])).round(4)
    array([0.4174])
    >>> model.sample(4, rng=0).tolist()
    ['', 'a b', 'a a c', 'a b']
    """

    batched = True

    def __init__(
        self,
        order: int = 3,
        *,
        discount: float | None = None,
        vocabulary: Iterable[str] | None = None,
        sampler: Callable[[np.ndarray], np.ndarray] | None = None,
    ):
        self.order = valid.integer("order", order, minimum=1)
        if order > 8:
            raise valid.refuse("order", order, "an integer from 1 to 8")
        if discount is not None:
            discount = valid.number("discount", discount, low=0, high=1, include_low=False, include_high=False)
        if sampler is not None and not callable(sampler):
            raise valid.refuse("sampler", sampler, "a function from log-probabilities to log-probabilities, or None")
        self.discount, self.sampler = discount, sampler
        self.vocabulary = None if vocabulary is None else list(dict.fromkeys(vocabulary))

    def __repr__(self) -> str:
        size = None if self.vocabulary is None else len(self.vocabulary)
        return f"NgramModel({self.order}, discount={self.discount}, vocabulary={size}, sampler={self.sampler!r})"

    def fit(self, X) -> NgramModel:
        """Count the word sequences of ``X``, sentences of shape (..., n).

        Raises
        ------
        ValueError
            if ``X`` is not a list or array of sentences, or holds a word that ``vocabulary`` does not.
        """
        X = words.sentences("X", X)
        flat, lengths = words.split(X)
        self.words_ = sorted(set(flat)) if self.vocabulary is None else self.vocabulary
        self._index = {word: i for i, word in enumerate(self.words_)}
        foreign = set(flat).difference(self._index)
        if foreign:
            raise valid.refuse("X", min(foreign), "made of words of the vocabulary (the first other word is shown)")
        # Two more numbers stand before a sentence and for a word unknown; the base packs a pair into one integer.
        self._end, self._begin, self._unknown = (len(self.words_) + i for i in range(3))
        self._base = self._unknown + 1
        self._leading = X.shape[:-1]
        tokens, at, sentence = self._padded([self._index[word] for word in flat], lengths)
        self._count(tokens, at, sentence // X.shape[-1])
        return self

    @property
    def _replicates(self) -> np.ndarray:
        return np.arange(int(np.prod(self._leading)))

    def _padded(self, ids, lengths):
        """All sentences in one array, each after order - 1 beginnings and with its end, and where real words are."""
        pad, n = self.order - 1, len(lengths)
        size = lengths + pad + 1
        tokens = np.full(size.sum(), self._begin)
        last = np.cumsum(size) - 1
        is_word = np.ones(len(tokens), bool)
        is_word[((last - size + 1)[:, None] + np.arange(pad)).ravel()] = False
        tokens[last] = self._end
        inner = is_word.copy()
        inner[last] = False
        tokens[inner] = ids
        return tokens, np.flatnonzero(is_word), np.repeat(np.arange(n), lengths + 1)

    def _count(self, tokens, at, replicate):
        """Build, for contexts of 0, 1, … words, the table of what followed how often.

        A context of k words is numbered by the pair (number of its last k-1 words, its first word): so its number
        leads to that of the next shorter one, where the model backs off to. The context of no words is the replicate.
        """
        self._contexts, self._parents, roots = [self._replicates], [self._replicates], [self._replicates]
        context, pairs, followers = replicate, [], []
        for k in range(self.order):
            if k > 0:
                keys, context = np.unique(context * self._base + tokens[at - k], return_inverse=True)
                self._contexts.append(keys)
                self._parents.append(keys // self._base)
                roots.append(roots[-1][self._parents[k]])
            found, counts = np.unique(context * self._base + tokens[at], return_counts=True)
            pairs.append(np.divmod(found, self._base))
            followers.append(counts)
        for k in range(self.order - 1):  # below the top, count different left neighbors instead
            context, word = pairs[k + 1]
            followers[k] = np.unique(self._parents[k + 1][context] * self._base + word, return_counts=True)[1]
        discounts = [
            self._discounts(counts, root[context])
            for counts, root, (context, _) in zip(followers, roots, pairs, strict=True)
        ]
        if self.vocabulary is None:  # the shortest context has nothing to back off to
            discounts[0] = np.zeros(len(self._replicates))
        self.discounts_ = np.stack(discounts, axis=-1).reshape(*self._leading, self.order)
        self._tables = [
            _Table(*pair, counts, D[root])
            for pair, counts, D, root in zip(pairs, followers, discounts, roots, strict=True)
        ]

    def _discounts(self, counts, replicate):
        """One discount a replicate, given the counts of one context length and whose they are."""
        n = len(self._replicates)
        if self.discount is not None:
            return np.full(n, self.discount)
        once, twice = (np.bincount(replicate[counts == c], minlength=n) for c in (1, 2))
        return np.where((once > 0) & (twice > 0), once / np.maximum(once + 2 * twice, 1), 0.5)

    def _context_numbers(self, history, replicate):
        """The number of every context length for each row of ``history`` (m, order - 1), -1 where never seen."""
        numbers = [replicate]
        for k in range(1, self.order):
            keys = numbers[-1] * self._base + history[:, -k]
            place = np.minimum(np.searchsorted(self._contexts[k], keys), len(self._contexts[k]) - 1)
            numbers.append(np.where((numbers[-1] >= 0) & (self._contexts[k][place] == keys), place, -1))
        return numbers

    def token_log_probabilities(self, sentences) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the log-probability of every word and end of sentence, in one flat array a replicate.

        Returns
        -------
        tuple
            (log-probabilities of shape (..., m), number of the sentence, number of the word, both of shape (m,)). A
            word outside the vocabulary has number -1 and log-probability -inf.
        """
        texts = words.sentences("sentences", sentences)
        ids, lengths = words.encode(texts, self._index, self._unknown)
        tokens, at, sentence = self._padded(ids, lengths)
        n, token = len(self._replicates), tokens[at]
        history = np.tile(tokens[at[:, None] - np.arange(self.order - 1, 0, -1)], (n, 1))
        word = np.tile(token, n)
        p = (word <= self._end) / (self._end + 1)
        numbers = self._context_numbers(history, np.repeat(self._replicates, len(at)))
        for table, number in zip(self._tables, numbers, strict=True):
            p = np.where(number >= 0, table.probability(number, word, self._base) + table.backoff[number] * p, p)
        with np.errstate(divide="ignore"):
            logs = np.log(p).reshape(*self._leading, len(at))
        return logs, sentence, np.where(token <= self._end, token, -1)

    def log_probability(self, sentences) -> np.ndarray:
        """Return the log-probability of each sentence, with its end, shape ``(..., *sentences.shape)``."""
        texts = words.sentences("sentences", sentences)
        logs, sentence, _ = self.token_log_probabilities(texts)
        row = self._replicates[:, None] * texts.size + sentence
        sums = np.bincount(row.ravel(), logs.ravel(), minlength=len(self._replicates) * texts.size)
        return sums.reshape(*self._leading, *texts.shape)

    def next_log_probabilities(self, history: np.ndarray) -> np.ndarray:
        """Return log-probabilities of the next word, shape (..., m, V + 1), after word numbers of shape (m, order - 1)."""
        n = len(self._replicates)
        logs = self._next(np.tile(history, (n, 1)), np.repeat(self._replicates, len(history)))
        return logs.reshape(*self._leading, len(history), self._end + 1)

    def _next(self, history, replicate):
        p = np.full((len(history), self._end + 1), 1 / (self._end + 1))
        for table, number in zip(self._tables, self._context_numbers(history, replicate), strict=True):
            rows = np.flatnonzero(number >= 0)
            p[rows] *= table.backoff[number[rows], None]
            row, entry = table.entries(number[rows])
            p[rows[row], table.word[entry]] += table.alpha[entry]
        with np.errstate(divide="ignore"):
            return np.log(p)

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """Draw ``n`` sentences a replicate, an array of strings of shape (..., n)."""
        n, rng = valid.integer("n", n, minimum=1), valid.generator(rng)
        replicate = np.repeat(self._replicates, n)
        history = np.full((len(replicate), max(self.order - 1, window(self.sampler), 1)), self._begin)
        spoken = np.full((len(replicate), MAX_WORDS), self._end)
        active = np.arange(len(replicate))
        for step in range(MAX_WORDS):
            drawn = self._draw(history[active], replicate[active], rng)
            spoken[active, step] = drawn
            history[active] = np.column_stack([history[active, 1:], drawn])
            active = active[drawn != self._end]
            if len(active) == 0:
                break
        vocabulary = np.array([*self.words_, ""], dtype=object)
        texts = words.as_texts([" ".join(vocabulary[row[row != self._end]]) for row in spoken])
        return texts.reshape(*self._leading, n)

    def _draw(self, history, replicate, rng):
        if self.sampler is not None:
            return self._draw_through_sampler(history, replicate, rng)
        history = history[:, history.shape[1] - (self.order - 1) :]
        # Interpolation is a mixture: stay in a context, or back off to the next shorter one and draw there.
        drawn = rng.integers(self._end + 1, size=len(history))
        undecided = np.ones(len(history), bool)
        tables = zip(reversed(self._tables), reversed(self._context_numbers(history, replicate)), strict=True)
        for table, number in tables:
            stay = undecided & (number >= 0)
            stay[stay] = rng.random(stay.sum()) >= table.backoff[number[stay]]
            drawn[stay] = table.draw(number[stay], rng)
            undecided &= ~stay
        return drawn

    def _draw_through_sampler(self, history, replicate, rng):
        which, seen = replicate, max(self.order - 1, window(self.sampler))
        for column in history[
            :, history.shape[1] - seen :
        ].T:  # those of a replicate with one history share one distribution
            which = np.unique(which * self._base + column, return_inverse=True)[1]
        codes = words.codes([*self.words_, words.END, words.BEGINNING])
        parts = 1 + len(history) * self._base // 250_000  # 2 MB of probabilities at a time stay in the cache
        drawn = np.empty(len(history), int)
        for rows in np.array_split(np.argsort(which, kind="stable"), parts):
            _, first, place = np.unique(which[rows], return_index=True, return_inverse=True)
            last = history[rows[first]]
            logs = self._next(last[:, last.shape[1] - (self.order - 1) :], replicate[rows[first]])
            edges = np.cumsum(np.exp(applied(self.sampler, logs, Context(codes[last], codes[:-1]))), axis=1)
            edges /= edges[:, -1:]
            # Contexts share one sorted lookup: context c owns the interval [c, c + 1).
            lookup = (edges + np.arange(len(edges))[:, None]).ravel()
            u = rng.random(len(rows)) + place
            drawn[rows] = np.minimum(np.searchsorted(lookup, u, side="right") - place * edges.shape[1], self._end)
        return drawn


class _Table:
    """What followed the contexts of one length: entries sorted by context, then by word."""

    def __init__(self, context, word, counts, discount):
        self.word, self.key_context, n_contexts = word, context, len(discount)
        kinds = np.bincount(context, minlength=n_contexts)
        totals = np.bincount(context, counts, minlength=n_contexts)
        self.start = np.cumsum(kinds) - kinds
        self.kinds = kinds
        self.alpha = np.maximum(counts - discount[context], 0) / totals[context]
        self.backoff = np.minimum(discount * kinds / totals, 1.0)
        running = np.cumsum(self.alpha)
        self._edges = running
        self._before = running[self.start] - self.alpha[self.start]
        self._mass = np.bincount(context, self.alpha, minlength=n_contexts)

    def probability(self, number, word, base):
        """Discounted probability of ``word`` in context ``number``; 0 where either was not seen."""
        keys = self.key_context * base + self.word
        wanted = number * base + word
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where((number >= 0) & (keys[place] == wanted), self.alpha[place], 0.0)

    def entries(self, number):
        """For each context in ``number``: (its position in ``number``, the index of one of its entries)."""
        kinds = self.kinds[number]
        row = np.repeat(np.arange(len(number)), kinds)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(kinds) - kinds, kinds)
        return row, self.start[number][row] + offset

    def draw(self, number, rng):
        """Draw a word for each context by its discounted counts."""
        u = self._before[number] + rng.random(len(number)) * self._mass[number]
        place = np.searchsorted(self._edges, u, side="right")
        # Rounding must not leave the context's own entries.
        return self.word[np.clip(place, self.start[number], self.start[number] + self.kinds[number] - 1)]
