"""What kinds of claims there are, and the words in which the book says whether a sentence is true."""

from __future__ import annotations

from modelcollapse import _validation as valid

KINDS = {
    "theorem": "closed form checked",
    "reproduced": "published number, at our scale",
    "direction": "published direction of an effect; its size is ours",
    "qualified": "true under stated conditions only",
    "disputed": "sources disagree; both sides shown",
    "own": "our model, not from the literature",
}
WORDS = {"theorem": "holds", "reproduced": "holds", "own": "holds", "direction": "only the direction is reproduced"}
"""Kind → the verdict on a claim that bears no other. What is disputed or qualified has a verdict of its own."""
FAILS = "is not borne out"
MARKS = {"does not hold": "✗", FAILS: "✗", "holds ": "◐", "holds,": "◐", "only ": "◐", "holds": "✓"}
"""How a verdict begins → its mark. A sentence that holds in part never has the mark of one that holds."""


def verdict_word(kind: str, verdict: str) -> str:
    """Return the verdict on a claim whose evidence is as stated: the one given, or that of its kind.

    Parameters
    ----------
    kind
        one of `KINDS`.
    verdict
        ``""``, or words such as ``"holds if n is large"`` or ``"does not hold here"``.

    Examples
    --------
    >>> verdict_word("theorem", ""), verdict_word("qualified", "holds if n is large")
    ('holds', 'holds if n is large')
    """
    word = verdict or WORDS.get(kind, "")
    if not word or (verdict and mark(verdict) == "✓"):
        raise valid.refuse(
            "verdict", verdict, f"in words for a {kind} claim: holds if …, holds here …, does not hold …"
        )
    mark(word)
    return word


def mark(verdict: str) -> str:
    """Return the mark of a verdict.

    Examples
    --------
    >>> mark("holds"), mark("holds if n is large"), mark("does not hold here")
    ('✓', '◐', '✗')
    """
    begins = next((words for words in MARKS if verdict.startswith(words)), None)
    if begins is None or (begins == "holds" and verdict != "holds"):
        raise valid.refuse("verdict", verdict, "one that begins with holds, only, or does not hold")
    return MARKS[begins]
