"""A field into which a reader pastes a text, and watches its words die as copies are made of copies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.book.pasted import PastedText
from modelcollapse.chains import categorical

WORD = re.compile(r"\w+(?:['’-]\w+)*")
COPIES = 30
"""How often a text is copied at most."""
ROLLS = 20
"""How many such histories a mean is taken of, one of which is shown."""
SHARES = (0.0, 0.01, 0.1, 0.5)
"""Shares of each copy that may be drawn from the reader's own text."""


class FadingText(PastedText):
    """What `fading_text` shows."""

    def said(self, text: str) -> str:
        return said(text)

    def form(self) -> str:
        shares = "".join(f'<option value="{share}">{share:.0%}</option>' for share in SHARES)
        controls = (
            '<div class="mc-fading-controls">'
            f'<label>copies of copies: <span>0</span><input type="range" min="0" max="{COPIES}" value="0"></label>'
            f"<label>of each, new from yours <select>{shares}</select></label>"
            '<button type="button">Roll again</button></div>'
        )
        return self._form("fading", "Your text", f'{controls}<p class="mc-feedback" role="status"></p>', rolls=ROLLS)


def fading_text(examples: Mapping[str, str]) -> FadingText:
    """Return a field in which a text is copied word by word, at random, and its copies are copied, on the page itself.

    Parameters
    ----------
    examples
        name → text, each behind a button. The first stands in the field.
    """
    if not examples or not all(isinstance(text, str) and WORD.search(text) for text in examples.values()):
        raise valid.refuse("examples", examples, "a mapping from names to texts that have words, with at least one")
    return FadingText(dict(examples))


def words_of(text: str) -> list[str]:
    """Return the words of a text as the field counts them: in lower case, without any signs.

    Examples
    --------
    >>> words_of("It's 1885. The lighthouse-keeper, it's said…")
    ["it's", '1885', 'the', 'lighthouse-keeper', "it's", 'said']
    """
    return [word.lower() for word in WORD.findall(text)]


def left(text: str, share: float = 0.0, *, rolls: int = ROLLS, rng=0) -> np.ndarray:
    """Return how many different words are left after 0, 1, … copies, the mean of ``rolls`` histories.

    Examples
    --------
    >>> left("a b c d e f g h i j")[[0, 1]].round(1)
    array([10. ,  6.6])
    """
    counts = np.array(list(Counter(words_of(text)).values()))
    n = int(counts.sum())
    history = categorical.chain(
        counts / n, n_samples=n, generations=COPIES, replicates=rolls, immigration=share, rng=rng
    )
    return (history["probabilities"] > 0).sum(axis=-1).mean(axis=-1)


def said(text: str) -> str:
    """Return what becomes of a text of which nothing is kept.

    Examples
    --------
    >>> said("to be or not to be")
    '6 words, 4 of them different; after 10 copies of copies 1.3 are left, after 30 1.0.'
    """
    words, found = words_of(text), left(text)
    return (
        f"{len(words)} words, {len(set(words))} of them different; after 10 copies of copies {found[10]:.1f} are left, "
        f"after {COPIES} {found[COPIES]:.1f}."
    )
