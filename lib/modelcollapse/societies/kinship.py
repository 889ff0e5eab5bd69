"""Kinship and inbreeding of everybody in a pedigree, by the tabular method and by dropping genes."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.societies.pedigree import UNKNOWN, Pedigree


def kinship(pedigree: Pedigree) -> np.ndarray:
    """Return the kinship of all pairs: the probability that a gene drawn from each comes from one gene of one ancestor.

    Parameters
    ----------
    pedigree
        of n persons, in any order.

    Returns
    -------
    numpy.ndarray
        shape (n, n), symmetric. A person's kinship with themself is (1 + F) / 2.

    Notes
    -----
    The tabular method: kinship with a child is the mean of that with father and mother. Persons of one level are filled in
    together, so that a thousand take milliseconds; the memory grows as n².

    Examples
    --------
    >>> pair = Pedigree(["Ann", "Bob", "Cleo"], fathers=[None, None, "Bob"], mothers=[None, None, "Ann"])
    >>> kinship(pair).tolist()
    [[0.5, 0.0, 0.25], [0.0, 0.5, 0.25], [0.25, 0.25, 0.5]]
    """
    table, rank = _table(pedigree)
    return table[np.ix_(rank, rank)]


def inbreeding(pedigree: Pedigree) -> np.ndarray:
    """Return everybody's coefficient of inbreeding F: the kinship of their parents, 0 where one is unknown.

    Examples
    --------
    >>> persons, fathers = ["Ann", "Bob", "Cleo", "Dan", "Eve"], [None, None, "Bob", "Bob", "Dan"]
    >>> inbreeding(Pedigree(persons, fathers, [None, None, "Ann", "Ann", "Cleo"])).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.25]
    """
    table, rank = _table(pedigree)
    return 2 * np.diagonal(table)[rank] - 1


def inbreeding_of(pedigree: Pedigree, person: str) -> float:
    """Return the coefficient of inbreeding of one person, from the ancestors alone.

    Examples
    --------
    >>> from modelcollapse.sources import habsburg
    >>> round(inbreeding_of(Pedigree.from_table(habsburg.persons()), "charles2_es"), 4)
    0.2526
    """
    family = pedigree.within(person, len(pedigree))
    return float(inbreeding(family)[family.place(person)])


def drop_genes(pedigree: Pedigree, *, replicates: int, rng=None) -> np.ndarray:
    """Give every founder two genes of their own, and hand each person's one from the father, one from the mother.

    Parameters
    ----------
    replicates
        independent drops.

    Returns
    -------
    numpy.ndarray
        int array of shape (n, 2, replicates): the gene from the father and the one from the mother. A gene is the number
        2 i + 0 or 2 i + 1 of the person i it began in. Somebody whose two are alike is homozygous by descent: the share of
        drops in which this happens is F.

    Examples
    --------
    >>> family = Pedigree(["Ann", "Bob", "Cleo"], fathers=[None, None, "Bob"], mothers=[None, None, "Ann"])
    >>> drop_genes(family, replicates=3, rng=0)[2]
    array([[3, 3, 3],
           [0, 0, 0]], dtype=int32)
    """
    replicates = valid.integer("replicates", replicates, minimum=1)
    rng = valid.generator(rng)
    genes = np.empty((len(pedigree), 2, replicates), dtype=np.int32)
    each = np.arange(replicates)
    for i in np.argsort(pedigree.level, kind="stable"):
        for side, parent in enumerate((pedigree.father[i], pedigree.mother[i])):
            new = parent == UNKNOWN
            genes[i, side] = 2 * i + side if new else genes[parent, rng.integers(2, size=replicates), each]
    return genes


class GeneLines(NamedTuple):
    """The ways of a person's two genes at one place, from the person back to where the records end.

    Attributes
    ----------
    father, mother
        who carried the gene that came from the father, and the one from the mother, latest first.
    alike
        whether both are copies of one gene: this happens with probability F.
    """

    father: tuple[str, ...]
    mother: tuple[str, ...]
    alike: bool

    @property
    def common(self) -> tuple[str, ...]:
        """Who carried the one gene that both are copies of, latest first; nobody if they are two genes.

        Both ways may run through more persons than these, who then handed on both of their different genes.
        """
        upward = zip(reversed(self.father[1:]), reversed(self.mother[1:]), strict=False)
        shared = [father for father, mother in takewhile(lambda pair: pair[0] == pair[1], upward)]
        return tuple(reversed(shared)) if self.alike else ()


def gene_lines(pedigree: Pedigree, person: str, *, rng=None) -> GeneLines:
    """Drop genes through a pedigree once, and follow back both that a person got.

    Examples
    --------
    >>> family = Pedigree(["Ann", "Bob", "Cleo"], fathers=[None, None, "Bob"], mothers=[None, None, "Ann"])
    >>> gene_lines(family, "Cleo", rng=0)
    GeneLines(father=('Cleo', 'Bob'), mother=('Cleo', 'Ann'), alike=False)
    """
    start = pedigree.place(person)
    # Which of a parent's two genes a person's gene from this side is a copy of.
    copied = valid.generator(rng).integers(2, size=(len(pedigree), 2))
    parents = (pedigree.father, pedigree.mother)
    ways, ends = [], []
    for side in (0, 1):
        i, way = start, [person]
        while (parent := parents[side][i]) != UNKNOWN:
            i, side = parent, copied[i, side]
            way.append(pedigree.persons[i])
        ways.append(tuple(way))
        ends.append((i, side))
    return GeneLines(*ways, alike=ends[0] == ends[1])


def _table(pedigree):
    """The kinship of persons sorted by level, with a last one who is kin to nobody, and where each person stands in it."""
    n = len(pedigree)
    order = np.argsort(pedigree.level, kind="stable")
    rank = np.append(np.empty(n, dtype=int), n)  # an unknown parent, -1, is the last
    rank[order] = np.arange(n)
    father, mother = (rank[parents[order]] for parents in (pedigree.father, pedigree.mother))
    table = np.zeros((n + 1, n + 1))
    ends = np.searchsorted(pedigree.level[order], np.arange(pedigree.level.max(initial=-1) + 2))
    for begin, end in zip(ends, ends[1:], strict=False):
        f, m, here = father[begin:end], mother[begin:end], slice(begin, end)
        rows = table[f, :begin]
        rows += table[m, :begin]
        rows *= 0.5
        table[here, :begin], table[:begin, here] = rows, rows.T
        table[here, here] = (table[here, f] + table[here, m]) / 2
        table[range(begin, end), range(begin, end)] = (1 + table[f, m]) / 2
    return table, rank[:-1]
