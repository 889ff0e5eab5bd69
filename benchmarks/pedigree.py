"""Kinship of everybody in a pedigree of thousands."""

from __future__ import annotations

import numpy as np
from modelcollapse.societies.kinship import inbreeding
from modelcollapse.societies.pedigree import Pedigree, random_mating

from benchmarks.race import Race


def row_by_row(pedigree: Pedigree) -> np.ndarray:
    """Fill the table of kinship one person after another, as textbooks do; persons stand after their parents."""
    n = len(pedigree)
    table = np.zeros((n + 1, n + 1))
    for i, (f, m) in enumerate(zip(pedigree.father, pedigree.mother, strict=True)):
        table[i, :i] = table[:i, i] = (table[f, :i] + table[m, :i]) / 2
        table[i, i] = (1 + table[f, m]) / 2
    return 2 * np.diagonal(table)[:-1] - 1


def cell_by_cell(pedigree: Pedigree) -> np.ndarray:
    """The same without NumPy, one cell after another."""
    father, mother = pedigree.father.tolist(), pedigree.mother.tolist()
    table = [[0.0] * (len(father) + 1) for _ in range(len(father) + 1)]
    for i, (f, m) in enumerate(zip(father, mother, strict=True)):
        for j in range(i):
            table[i][j] = table[j][i] = (table[f][j] + table[m][j]) / 2
        table[i][i] = (1 + table[f][m]) / 2
    return np.array([2 * table[i][i] - 1 for i in range(len(father))])


def kinship_table(persons: int, against: str, other) -> Race:
    """Everybody's inbreeding from twenty generations of random mating."""
    pedigree = random_mating(size=persons // 20, generations=19, rng=0)
    task = f"inbreeding of {persons:,} persons in 20 generations"
    return Race(task, lambda: inbreeding(pedigree), against, lambda: other(pedigree))


RACES = [
    kinship_table(1_000, "the tabular method, cell by cell", cell_by_cell),
    kinship_table(3_000, "the tabular method, row by row in NumPy", row_by_row),
    kinship_table(5_000, "the tabular method, row by row in NumPy", row_by_row),
]
