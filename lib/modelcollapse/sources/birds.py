"""A language about a thousand invented birds: human text whose every probability, fact and rule is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse import _words as words
from modelcollapse.sources import bird_words as lexicon
from modelcollapse.sources.species import zipf

NOBODY, INVENTED = -1, -2
"""Instead of a species: no bird is named, or one that does not exist."""
UNKNOWN = 255


@dataclass(frozen=True)
class Reading:
    """What the world knows about some sentences. Every array has the shape of the sentences.

    Attributes
    ----------
    species
        rank of the bird the sentence is about, from 0; `NOBODY` or `INVENTED`.
    style
        index into the styles by the sentence's first word, or -1.
    pattern
        index of the pattern it follows to the letter, or -1: then it is ungrammatical.
    statements, correct
        number of facts stated about its bird, and how many of them are true.
    hedged
        whether it says "reportedly".
    agrees
        False if it says that two birds live together and they do not.
    """

    species: np.ndarray
    style: np.ndarray
    pattern: np.ndarray
    statements: np.ndarray
    correct: np.ndarray
    hedged: np.ndarray
    agrees: np.ndarray

    @property
    def grammatical(self) -> np.ndarray:
        """Whether each sentence follows a pattern of the language."""
        return self.pattern >= 0

    @property
    def rare(self) -> np.ndarray:
        """Whether each sentence is a rare construction, correctly used."""
        is_rare = np.array([pattern.rare for pattern in lexicon.PATTERNS])
        return self.grammatical & is_rare[self.pattern] & self.agrees

    @property
    def false(self) -> np.ndarray:
        """Whether each sentence states something untrue, be it about a bird that does not exist."""
        return (self.correct < self.statements) | (self.species == INVENTED) | ~self.agrees

    @property
    def confidently_false(self) -> np.ndarray:
        """Whether each sentence states something untrue and does not hedge."""
        return self.false & ~self.hedged


class Birds:
    """A human language about birds, with ``n_species`` of them, the i-th mentioned with probability ∝ 1/(i + 2.7).

    A speaker picks a style, a pattern of that style, a bird, and words for the free slots. Facts are looked up and
    always true. About rarer birds the speaker hedges more often. No two derivations give the same sentence, so
    the probability of every text is exact.

    Parameters
    ----------
    n_species
        24 to 2,400.
    seed
        which world: the names of the birds and their facts. Text is drawn with the ``rng`` of `sample`.

    Attributes
    ----------
    names_
        list of names; entry i is the bird of rank i + 1.
    probabilities_
        array of shape (n_species,).
    facts_
        array of shape (n_species, 4): indices into the words of habitat, food, color and year.
    band_
        array of shape (n_species,): 0 common (ranks 1-10), 1 known (11-100), 2 rare.
    vocabulary_
        every word of the language.
    entropy_
        nats a sentence.
    mean_length_
        words a sentence, with its end counted as one.

    Examples
    --------
    >>> birds = Birds()
    >>> birds.sample(2, rng=0).tolist()
    ['august : hill mistgleaners after moths', 'hill mistgleaners feed on moths and nest in meadows']
    >>> birds.fact_sheet(0)
    'hill mistgleaner: habitat meadows, food moths, color brown, year 1885'
    >>> round(birds.perplexity_floor_, 2)
    2.79
    """

    def __init__(self, n_species: int = 1000, *, seed: int = 0):
        n_species = valid.integer("n_species", n_species, minimum=24)
        if n_species > len(lexicon.MODIFIERS) * len(lexicon.NOUNS):
            raise valid.refuse("n_species", n_species, "at most 2400, the number of names")
        self.n_species, self.seed = n_species, valid.integer("seed", seed)
        self.probabilities_ = zipf(n_species).probabilities_
        self._make_world(np.random.default_rng(self.seed))
        self._make_grammar()
        self._measure_language()

    def __repr__(self) -> str:
        return f"Birds({self.n_species}, seed={self.seed})"

    def _make_world(self, rng):
        n = self.n_species
        pairs = rng.permutation(len(lexicon.MODIFIERS) * len(lexicon.NOUNS))[:n]
        self._modifier, self._noun = np.divmod(pairs, len(lexicon.NOUNS))
        self._species_of = np.full((len(lexicon.MODIFIERS), len(lexicon.NOUNS)), INVENTED)
        self._species_of[self._modifier, self._noun] = np.arange(n)
        self.names_ = [
            f"{lexicon.MODIFIERS[m]} {lexicon.NOUNS[k]}" for m, k in zip(self._modifier, self._noun, strict=True)
        ]
        # Values are dealt out in turn, so that each is about equally common: every habitat has at least two birds.
        columns = [rng.permutation(n) % len(values) for values in lexicon.FACTS.values()]
        self.facts_ = np.stack(columns, axis=1)
        self.band_ = np.searchsorted([rank for rank in lexicon.BANDS.values() if rank], np.arange(1, n + 1))
        self._hedge = np.array(lexicon.HEDGED)[self.band_]
        # Birds sorted by habitat, to draw a neighbor of a given bird.
        habitat = self.facts_[:, 0]
        self._by_habitat = np.argsort(habitat, kind="stable")
        self._place = np.argsort(self._by_habitat)
        ordered = self.probabilities_[self._by_habitat]
        self._before = np.cumsum(ordered) - ordered
        self._habitat_mass = np.bincount(habitat, self.probabilities_)
        self._habitat_start = np.cumsum(self._habitat_mass) - self._habitat_mass

    def _make_grammar(self):
        """Expand every pattern into word slots, with and without its hedge."""
        self.styles_ = list(lexicon.STYLES)
        slots = {
            "modifier": lexicon.MODIFIERS,
            "noun": lexicon.NOUNS,
            "nouns": [noun + "s" for noun in lexicon.NOUNS],
            **lexicon.FACTS,
            **lexicon.FREE,
        }
        names = {"{bird}": ["{modifier}", "{noun}"], "{birds}": ["{modifier}", "{nouns}"]}
        names["{other}"] = ["{other_modifier}", "{other_noun}"]
        self._shapes = {}  # (pattern, hedged) → its words and slots
        for i, pattern in enumerate(lexicon.PATTERNS):
            for hedged in (False, True) if "{hedge}" in pattern.text else (False,):
                text = pattern.text.replace("{hedge}", lexicon.HEDGE if hedged else "")
                self._shapes[i, hedged] = [part for word in text.split() for part in names.get(word, [word])]
        literal = {part for shape in self._shapes.values() for part in shape if part[0] != "{"}
        self.vocabulary_ = sorted(literal) + [word for values in slots.values() for word in values]
        self._index = {word: i for i, word in enumerate(self.vocabulary_)}
        # Every word belongs to one class (a literal is a class of its own), so classes alone decide the grammar.
        self._slot_class = {f"{{{name}}}": len(literal) + k for k, name in enumerate(slots)}
        classes = [*range(len(literal)), *(len(literal) + k for k, v in enumerate(slots.values()) for _ in v), UNKNOWN]
        values = [*range(len(literal)), *(i for v in slots.values() for i in range(len(v))), 0]
        self._class, self._value = np.array(classes, np.uint8), np.array(values)
        self._slots = slots
        self._grammar = {self._class_string(shape): key for key, shape in self._shapes.items()}
        first = {shape[0]: lexicon.PATTERNS[i].style for (i, _), shape in self._shapes.items()}
        self._style_of_class = np.full(256, -1)
        for part, style in first.items():
            self._style_of_class[self._class_string([part])[0]] = self.styles_.index(style)

    def _class_string(self, shape):
        parts = [part.replace("other_", "") for part in shape]
        return bytes(
            self._slot_class[part] if part[0] == "{" else int(self._class[self._index[part]]) for part in parts
        )

    def _measure_language(self):
        """The exact entropy and mean length of a sentence."""
        p = self.probabilities_
        pattern_p = np.array([lexicon.STYLES[pattern.style] * pattern.probability for pattern in lexicon.PATTERNS])
        self._pattern_probabilities = pattern_p / pattern_p.sum()
        h = self._hedge
        hedge_entropy = -(p * (h * np.log(h) + (1 - h) * np.log(1 - h))).sum()
        species_entropy = -(p * np.log(p)).sum()
        # Given a bird, its neighbor is drawn from the others of its habitat.
        habitat = self.facts_[:, 0]
        log_sum = np.bincount(habitat, p * np.log(p))[habitat] - p * np.log(p)
        others = self._habitat_mass[habitat] - p
        neighbor_entropy = (p * (np.log(others) - log_sum / others)).sum()
        entropies, lengths = [], []
        for i, pattern in enumerate(lexicon.PATTERNS):
            shape, hedgeable = self._shapes[i, False], (i, True) in self._shapes
            free = sum(np.log(len(lexicon.FREE[part[1:-1]])) for part in shape if part[1:-1] in lexicon.FREE)
            neighbor = neighbor_entropy if "{other}" in pattern.text else 0.0
            entropies.append(species_entropy + free + neighbor + hedgeable * hedge_entropy)
            lengths.append(len(shape) + 1 + hedgeable * (p * h).sum())
        q = self._pattern_probabilities
        self.entropy_ = float((q * (np.array(entropies) - np.log(q))).sum())
        self.mean_length_ = float((q * np.array(lengths)).sum())

    @property
    def perplexity_floor_(self) -> float:
        """Perplexity a word of the language itself, e^(entropy / mean length): no model can be better on average."""
        return float(np.exp(self.entropy_ / self.mean_length_))

    @property
    def rare_share_(self) -> float:
        """Probability that a human sentence is a rare construction."""
        return float(
            sum(q for q, pattern in zip(self._pattern_probabilities, lexicon.PATTERNS, strict=True) if pattern.rare)
        )

    def fact_sheet(self, species: int) -> str:
        """Return what is known of a bird, by rank from 0."""
        known = zip(lexicon.FACTS.items(), self.facts_[species], strict=True)
        return f"{self.names_[species]}: " + ", ".join(f"{name} {values[i]}" for (name, values), i in known)

    def sample(self, size, *, rng=None) -> np.ndarray:
        """Draw sentences, an array of strings of shape ``size``."""
        shape, rng = valid.shape("size", size), valid.generator(rng)
        n = int(np.prod(shape))
        pattern = rng.choice(len(lexicon.PATTERNS), size=n, p=self._pattern_probabilities)
        species = rng.choice(self.n_species, size=n, p=self.probabilities_)
        other = self._neighbor(species, rng)
        hedged = rng.random(n) < self._hedge[species]
        free = {slot: rng.integers(len(values), size=n) for slot, values in lexicon.FREE.items()}
        value = {
            "modifier": self._modifier[species],
            "noun": self._noun[species],
            "nouns": self._noun[species],
            "other_modifier": self._modifier[other],
            "other_noun": self._noun[other],
            **dict(zip(lexicon.FACTS, self.facts_[species].T, strict=True)),
            **free,
        }
        texts = np.empty(n, dtype=object)
        for (i, with_hedge), parts in self._shapes.items():
            chosen = (pattern == i) & ((hedged == with_hedge) | ((i, True) not in self._shapes))
            columns = [
                repeat(part) if part[0] != "{" else self._words_in(part[1:-1], value[part[1:-1]][chosen])
                for part in parts
            ]
            texts[chosen] = (
                words.as_texts([" ".join(row) for row in zip(*columns, strict=False)]) if chosen.any() else ""
            )
        return texts.reshape(shape)

    def _words_in(self, slot, values):
        return np.array(self._slots[slot.replace("other_", "")])[values].tolist()

    def _neighbor(self, species, rng):
        """Another bird of the same habitat, by abundance."""
        p, habitat = self.probabilities_[species], self.facts_[species, 0]
        own = self._before[self._place[species]]
        u = self._habitat_start[habitat] + rng.random(len(species)) * (self._habitat_mass[habitat] - p)
        u = np.where(u >= own, u + p, u)
        # Rounding must not step over the end of a habitat.
        last = np.cumsum(np.bincount(self.facts_[:, 0]))[habitat] - 1
        return self._by_habitat[np.minimum(np.searchsorted(self._before, u, side="right") - 1, last)]

    def read(self, sentences) -> Reading:
        """Score any text against the world: see `Reading`.

        A sentence is about the first bird it names, and every habitat, food, color or year in it is a statement
        about that bird.
        """
        texts = words.sentences("sentences", sentences)
        parsed = self._parse(texts)
        patterns = np.array([key[0] if key else -1 for key in parsed["key"]])
        subject, other = parsed["subject"], parsed["other"]
        home = self.facts_[:, 0]
        both = (subject >= 0) & (other >= 0)
        claims_neighbor = np.array(["{other}" in pattern.text for pattern in lexicon.PATTERNS])[patterns] & (
            patterns >= 0
        )
        agrees = ~claims_neighbor | (both & (home[subject] == home[other]) & (subject != other))
        arrays = (subject, parsed["style"], patterns, parsed["statements"], parsed["correct"], parsed["hedged"], agrees)
        return Reading(*(array.reshape(texts.shape) for array in arrays))

    def _parse(self, texts):
        ids, lengths = words.encode(texts, self._index, len(self.vocabulary_))
        n, sentence = len(lengths), np.repeat(np.arange(len(lengths)), lengths)
        start = np.cumsum(lengths) - lengths
        classes, values = self._class[ids], self._value[ids]
        raw, ends = classes.tobytes(), start + lengths
        key = [self._grammar.get(raw[a:b]) for a, b in zip(start.tolist(), ends.tolist(), strict=True)]
        # A bird is a modifier and a noun side by side in one sentence.
        code = self._slot_class
        is_noun = np.isin(classes[1:], [code["{noun}"], code["{nouns}"]])
        named = np.flatnonzero((classes[:-1] == code["{modifier}"]) & is_noun & (sentence[:-1] == sentence[1:]))
        birds = self._species_of[values[named], values[named + 1]]
        subject, other = np.full(n, NOBODY), np.full(n, NOBODY)
        which, first = np.unique(sentence[named], return_index=True)
        subject[which] = birds[first]
        second = np.delete(np.arange(len(named)), first)
        other[sentence[named][second[::-1]]] = birds[second[::-1]]
        # Facts are compared with those of the sentence's bird; about an invented bird nothing is true.
        statements, correct = np.zeros(n, int), np.zeros(n, int)
        for column, name in enumerate(lexicon.FACTS):
            at = np.flatnonzero(classes == code[f"{{{name}}}"])
            about = subject[sentence[at]]
            at, about = at[about != NOBODY], about[about != NOBODY]
            true = (about >= 0) & (self.facts_[about, column] == values[at])
            statements += np.bincount(sentence[at], minlength=n)
            correct += np.bincount(sentence[at], true, minlength=n).astype(int)
        hedged = np.bincount(sentence, ids == self._index[lexicon.HEDGE], minlength=n) > 0
        style = np.full(n, -1)
        style[lengths > 0] = self._style_of_class[classes[start[lengths > 0]]]
        found = {"key": key, "subject": subject, "other": other, "style": style, "hedged": hedged}
        return found | {"statements": statements, "correct": correct, "ids": ids, "lengths": lengths}

    def log_probability(self, sentences) -> np.ndarray:
        """Return the exact log-probability of each sentence; -inf for what a human would not say.

        Nothing false is ever said, and nothing ungrammatical.
        """
        texts = words.sentences("sentences", sentences)
        parsed, reading = self._parse(texts), self.read(texts.ravel())
        log_free = [
            sum(np.log(len(lexicon.FREE[part[1:-1]])) for part in self._shapes[i, False] if part[1:-1] in lexicon.FREE)
            for i in range(len(lexicon.PATTERNS))
        ]
        subject, pattern, other = reading.species, reading.pattern, parsed["other"]
        p, h = self.probabilities_[subject], self._hedge[subject]
        log_p = np.log(self._pattern_probabilities)[pattern] + np.log(p) - np.array(log_free)[pattern]
        hedgeable = np.array([(i, True) in self._shapes for i in range(len(lexicon.PATTERNS))])[pattern]
        log_p += np.where(hedgeable, np.log(np.where(reading.hedged, h, 1 - h)), 0.0)
        mass = self._habitat_mass[self.facts_[subject, 0]] - p
        log_p += np.where(other >= 0, np.log(self.probabilities_[other] / mass), 0.0)
        possible = reading.grammatical & ~reading.false & (subject >= 0)
        return np.where(possible, log_p, -np.inf).reshape(texts.shape)

    def expected_species(self, n: int) -> np.ndarray:
        """Return how many birds of each band ``n`` human sentences are about on average, shape (3,)."""
        seen = 1 - (1 - self.probabilities_) ** valid.integer("n", n, minimum=1)
        return np.bincount(self.band_, seen, minlength=len(lexicon.BANDS))

    def measures(self) -> dict[str, Callable]:
        """Return measures for `modelcollapse.loop.run`: the four kinds of collapse, each 1 for human text, and more.

        ``distribution`` is the number of rare birds named, over its expectation in human text; ``error`` the share
        of true statements; ``diversity`` the effective number of styles over that of human text; ``capability``
        the share of sentences that use a rare construction correctly, over that of human text. Further:
        ``coverage`` (the three bands, shape (3,)), ``grammatical``, ``confidently_false`` and ``invented``, shares
        of sentences.

        Raises
        ------
        ValueError
            if the language has no rare birds, which begin at rank 101.
        """
        if len(np.unique(self.band_)) < len(lexicon.BANDS):
            raise valid.refuse("n_species", self.n_species, "more than 100 where rare birds are to be measured")
        reading_of = _LatestReading(self)
        return {name: lambda g, f=function: f(reading_of(g)) for name, function in self._measures().items()}

    def _measures(self):
        human_styles = effective_number(np.array(list(lexicon.STYLES.values())))
        return {
            "distribution": lambda r: self._coverage(r)[:, -1],
            "error": lambda r: r.correct.sum(-1) / np.maximum(r.statements.sum(-1), 1),
            "diversity": lambda r: effective_number(_counts(r.style, len(self.styles_))) / human_styles,
            "capability": lambda r: r.rare.mean(-1) / self.rare_share_,
            "coverage": self._coverage,
            "grammatical": lambda r: r.grammatical.mean(-1),
            "confidently_false": lambda r: r.confidently_false.mean(-1),
            "invented": lambda r: (r.species == INVENTED).mean(-1),
        }

    def _coverage(self, reading):
        seen = _counts(reading.species, self.n_species) > 0
        found = np.stack([seen[:, self.band_ == b].sum(-1) for b in range(len(lexicon.BANDS))], axis=-1)
        expected = self.expected_species(reading.species.shape[-1])
        return np.divide(found, expected, out=np.full(found.shape, np.nan), where=expected > 0)


class _LatestReading:
    """Reads what a model has written once a generation, for all measures of it."""

    def __init__(self, birds):
        self.birds, self.latest = birds, (None, None)

    def __call__(self, generation):
        if self.latest[0] is not generation:
            self.latest = generation, self.birds.read(generation.synthetic)
        return self.latest[1]

    def __getstate__(self):
        # What was read last is no part of what is measured: a checkpoint must recognize the measure after a run.
        return {"birds": self.birds, "latest": (None, None)}


def effective_number(weights: np.ndarray) -> np.ndarray:
    """Return e to the entropy of weights along the last axis; 0 where there is nothing."""
    total = weights.sum(axis=-1, keepdims=True)
    p = weights / np.maximum(total, 1e-300)
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    return np.where(total[..., 0] > 0, np.exp(-(p * logs).sum(axis=-1)), 0.0)


def _counts(labels, n):
    """How often each label 0 … n-1 occurs in each row; negative labels do not count."""
    rows = np.broadcast_to(np.arange(len(labels))[:, None], labels.shape)[labels >= 0]
    return np.bincount(rows * n + labels[labels >= 0], minlength=len(labels) * n).reshape(len(labels), n).astype(float)
