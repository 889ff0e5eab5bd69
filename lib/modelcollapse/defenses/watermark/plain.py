"""Plain text as anybody pastes it, cut into the sentences and words that a mark is read from.

A page does the same in JavaScript, so the rules are few: lower case, a sentence ends at a full stop or with its line, and
every other sign that is not a letter or digit is a word.
"""

from __future__ import annotations

import re

WORD = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s.]")


def to_sentences(text: str) -> list[str]:
    """Return the sentences of a plain text, words separated by spaces; one empty sentence if there are none.

    Examples
    --------
    >>> to_sentences("August: one hill fendart, fog.\\nIt's 1885!")
    ['august : one hill fendart , fog', "it's 1885 !"]
    """
    parts = re.split(r"[.\n]", text)
    return [" ".join(map(str.lower, words)) for words in map(WORD.findall, parts) if words] or [""]
