"""What is said in public of model collapse, with the verdict that the book's claims lead to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from modelcollapse.claims.kinds import mark, verdict_word
from modelcollapse.claims.registry import registered

HOLDS, IF, NOT, NOBODY, OPEN = "holds", "holds if", "does not hold here", "nobody knows", "open"


@dataclass(frozen=True)
class Sentence:
    """A sentence in circulation: the source's own words stand between “ and ”."""

    id: str
    says: str
    source: str
    url: str = ""
    chapter: str = ""
    supported_by: tuple[str, ...] = ()
    refuted_by: tuple[str, ...] = ()
    undecided_by: tuple[str, ...] = ()
    condition: str = ""
    answer: str = ""
    prominent: bool = False
    """Whether the front page shows it before a reader unfolds the others."""

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims that decide it, those for it first."""
        return self.supported_by + self.refuted_by + self.undecided_by

    @property
    def verdict(self) -> str:
        """What follows from the claims: ``holds``, ``holds if``, ``does not hold here``, ``nobody knows``; without any, ``open``.

        A claim that does not hold itself speaks for the other side, and one that holds in part for both. Claims that show
        why the evidence cannot tell leave the sentence undecided.
        """
        if self.undecided_by:
            return NOBODY
        sides = {1: self.supported_by, -1: self.refuted_by}
        stances = {side * _stance(id) for side, ids in sides.items() for id in ids}
        return {frozenset(): OPEN, frozenset({1}): HOLDS, frozenset({-1}): NOT}.get(frozenset(stances), IF)


def _stance(id):
    claim = registered()[id]
    return {"✓": 1, "◐": 0, "✗": -1}[mark(verdict_word(claim.kind, claim.verdict))]


@cache
def sentences() -> dict[str, Sentence]:
    """Return the sentences by id, those that a chapter answers first, in the order of the book."""
    text = resources.files("modelcollapse.data").joinpath("public_sentences.toml").read_text(encoding="utf-8")
    known = tomllib.loads(text)
    return {entry["id"]: _sentence(entry, known["sources"][entry["source"]]) for entry in known["sentences"]}


def _sentence(entry, source):
    return Sentence(
        id=entry["id"],
        says=entry["says"],
        source=source["label"],
        url=source.get("url", ""),
        chapter=entry.get("chapter", ""),
        supported_by=tuple(entry.get("for", ())),
        refuted_by=tuple(entry.get("against", ())),
        undecided_by=tuple(entry.get("undecided", ())),
        condition=entry.get("if", ""),
        answer=entry.get("answer", ""),
        prominent=entry.get("prominent", False),
    )
