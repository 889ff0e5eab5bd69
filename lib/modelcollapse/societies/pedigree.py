"""A pedigree: persons, each with a father and a mother or without, checked before anything is computed from it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from modelcollapse import _validation as valid

UNKNOWN = -1
"""Place of a parent whom nobody knows."""


class Pedigree:
    """Persons and their parents. Who has no known parents is a founder, unrelated to all other founders.

    Parameters
    ----------
    persons
        a name for each, no two alike.
    fathers, mothers
        the name of each person's parent, or None. Both may be the same one, as in plants, unless ``sex`` is given.
    sex
        "M", "F", or None for each: a father may not be "F", nor a mother "M".
    birth
        year of birth for each, NaN where unknown: a parent is born before the child.
    titles
        how each is called in full; by default as in ``persons``.

    Attributes
    ----------
    father, mother
        int arrays: the place of each parent in ``persons``, -1 if unknown.
    level
        int array: generations from the founders, 0 for these; every parent's is lower than the child's.

    Raises
    ------
    ValueError
        if a name stands twice, a parent is not among the persons, somebody descends from themself, a parent has the
        wrong sex or was not born before the child. The message names the persons.

    Examples
    --------
    >>> family = Pedigree(["Ann", "Bob", "Cleo"], fathers=[None, None, "Bob"], mothers=[None, None, "Ann"])
    >>> family.level.tolist(), family.ancestors("Cleo")
    ([0, 0, 1], {'Cleo': 0, 'Bob': 1, 'Ann': 1})
    """

    def __init__(self, persons, fathers, mothers, *, sex=None, birth=None, titles=None):
        self.persons = [_name("persons", person) for person in persons]
        n = len(self.persons)
        self._place = {person: i for i, person in enumerate(self.persons)}
        twice = next((person for i, person in enumerate(self.persons) if self._place[person] != i), None)
        if twice is not None:
            raise valid.refuse("persons", twice, "names of which no two are alike (one that stands twice is shown)")
        self.sex = _column("sex", sex, n, None)
        self.birth = np.array([np.nan if year is None else year for year in _column("birth", birth, n, np.nan)], float)
        self.titles = _column("titles", titles, n, None) if titles is not None else self.persons
        self.father = self._places("fathers", _column("fathers", fathers, n, None))
        self.mother = self._places("mothers", _column("mothers", mothers, n, None))
        self.level = self._levels()
        self._refuse_impossible("fathers", self.father, "F")
        self._refuse_impossible("mothers", self.mother, "M")

    @classmethod
    def from_table(cls, table) -> Pedigree:
        """Return the pedigree of a `pandas.DataFrame` that is indexed by person and names ``father_id`` and ``mother_id``.

        Its columns ``sex``, ``birth`` and ``name`` are used if they are there.

        Examples
        --------
        >>> from modelcollapse.sources import habsburg
        >>> Pedigree.from_table(habsburg.persons())
        Pedigree(930 persons, 1426 known parents, 27 generations)
        """
        columns = getattr(table, "columns", ())
        missing = next((name for name in ("father_id", "mother_id") if name not in columns), None)
        if missing:
            raise valid.refuse("table", missing, "a table with columns father_id and mother_id (what lacks is shown)")
        optional = {key: list(table[name]) for key, name in FROM_TABLE.items() if name in columns}
        return cls(list(table.index), list(table["father_id"]), list(table["mother_id"]), **optional)

    def __len__(self) -> int:
        return len(self.persons)

    def __repr__(self) -> str:
        known = (self.father != UNKNOWN).sum() + (self.mother != UNKNOWN).sum()
        return f"Pedigree({len(self)} persons, {known} known parents, {self.level.max(initial=0)} generations)"

    def place(self, person: str) -> int:
        """Return where ``person`` stands in ``persons``."""
        if not isinstance(person, str) or person not in self._place:
            raise valid.refuse("person", person, f"one of {len(self)} names{valid.suggestion(person, self.persons)}")
        return self._place[person]

    def title(self, person: str) -> str:
        """Return how ``person`` is called in full."""
        return self.titles[self.place(person)]

    def parents(self, person: str) -> tuple[str | None, str | None]:
        """Return father and mother of ``person``, None for one whom nobody knows."""
        i = self.place(person)
        return tuple(None if p == UNKNOWN else self.persons[p] for p in (self.father[i], self.mother[i]))

    def ancestors(self, person: str) -> dict[str, int]:
        """Return ``person`` and all ancestors, each with the fewest generations between the two."""
        now, generation = [self.persons[self.place(person)]], 0
        found = {}
        while now:
            found |= dict.fromkeys(now, generation)
            parents = dict.fromkeys(parent for one in now for parent in self.parents(one))
            now = [parent for parent in parents if parent is not None and parent not in found]
            generation += 1
        return found

    def slots(self, person: str, generation: int) -> list[str | None]:
        """Return who stands in the 2^generation places of the family tree, fathers first; None for an unknown one.

        Examples
        --------
        >>> family = Pedigree(["Ann", "Bob", "Cleo"], fathers=[None, None, "Bob"], mothers=[None, None, "Ann"])
        >>> family.slots("Cleo", 1), family.slots("Cleo", 2)
        (['Bob', 'Ann'], [None, None, None, None])
        """
        row = [self.persons[self.place(person)]]
        for _ in range(valid.integer("generation", generation)):
            row = [parent for one in row for parent in ((None, None) if one is None else self.parents(one))]
        return row

    def within(self, person: str, generations: int) -> Pedigree:
        """Return the pedigree of ``person`` and the ancestors at most ``generations`` back, with all links among them.

        An ancestor who is reached by a short way and by a long one is in by the short one.
        """
        generations = valid.integer("generations", generations)
        kept = {one for one, back in self.ancestors(person).items() if back <= generations}
        return self._selected(one in kept for one in self.persons)

    def as_stranger(self, person: str) -> Pedigree:
        """Return the pedigree in which ``person`` is a stranger: the same marriage and children, unknown parents."""
        unknown = self.place(person)
        return self._selected([True] * len(self), without_parents={unknown})

    def _selected(self, kept: Iterable[bool], *, without_parents: frozenset | set = frozenset()) -> Pedigree:
        kept = np.flatnonzero(list(kept))
        names = {self.persons[i] for i in kept}
        pairs = [(None, None) if i in without_parents else self.parents(self.persons[i]) for i in kept]
        fathers, mothers = (
            [parent if parent in names else None for parent in side] for side in zip(*pairs, strict=True)
        )
        optional = {name: [getattr(self, name)[i] for i in kept] for name in ("sex", "birth", "titles")}
        return Pedigree([self.persons[i] for i in kept], fathers, mothers, **optional)

    def _places(self, name, parents):
        """The place of each parent; one who is named and not there is an error."""
        found = np.full(len(parents), UNKNOWN)
        for i, parent in enumerate(parents):
            if _is_unknown(parent):
                continue
            if parent not in self._place:
                hint = valid.suggestion(parent, self.persons)
                pair = f"{parent} of {self.persons[i]}"
                raise valid.refuse(name, pair, f"among the persons, or None{hint}")
            found[i] = self._place[parent]
        return found

    def _levels(self):
        """Generations from the founders, by peeling: who is never peeled descends from themself."""
        level = np.where((self.father == UNKNOWN) & (self.mother == UNKNOWN), 0, UNKNOWN)
        while (level == UNKNOWN).any():
            of_father, of_mother = (np.where(p == UNKNOWN, 0, level[p]) for p in (self.father, self.mother))
            ready = (level == UNKNOWN) & (of_father != UNKNOWN) & (of_mother != UNKNOWN)
            if not ready.any():
                raise valid.refuse("fathers and mothers", self._circle(level), "free of circles of descent")
            level[ready] = 1 + np.maximum(of_father, of_mother)[ready]
        return level

    def _circle(self, level):
        """One circle of descent, told from child to parent."""
        seen, i = [], int(np.flatnonzero(level == UNKNOWN)[0])
        while i not in seen:
            seen.append(i)
            i = next(p for p in (self.father[i], self.mother[i]) if p != UNKNOWN and level[p] == UNKNOWN)
        return " child of ".join(self.persons[j] for j in [*seen[seen.index(i) :], i])

    def _refuse_impossible(self, name, parents, wrong):
        for child in np.flatnonzero(parents != UNKNOWN):
            parent = parents[child]
            pair = f"{self.titles[parent]} of {self.titles[child]}"
            if self.sex[parent] == wrong:
                raise valid.refuse(name, pair, f"persons whose sex is not {wrong!r}")
            if self.birth[parent] >= self.birth[child]:
                years = f"{pair}, {self.birth[parent]:g} and {self.birth[child]:g}"
                raise valid.refuse(name, years, "persons born before their children (both years are shown)")


FROM_TABLE = {"sex": "sex", "birth": "birth", "titles": "name"}


def random_mating(*, size: int, generations: int, selfing: bool = True, rng=None) -> Pedigree:
    """Return the pedigree of a closed population in which both parents of every child are drawn at random.

    Parameters
    ----------
    size
        persons a generation, without sex.
    generations
        after the founders. The persons of generation t are ``persons[t * size : (t + 1) * size]``.
    selfing
        whether both parents may be one. Then a generation is a draw of 2 ``size`` genes from the last, with replacement.

    Examples
    --------
    >>> random_mating(size=10, generations=5, rng=0)
    Pedigree(60 persons, 100 known parents, 5 generations)
    """
    size = valid.integer("size", size, minimum=1 if selfing else 2)
    generations, rng = valid.integer("generations", generations), valid.generator(rng)
    fathers = rng.integers(size, size=(generations, size))
    step = rng.integers(0 if selfing else 1, size, size=fathers.shape)  # round the table: never back where it began
    before = size * np.arange(generations)[:, None]
    names = [f"{t}.{i}" for t in range(generations + 1) for i in range(size)]
    sides = [[None] * size + [names[p] for p in (before + side).ravel()] for side in (fathers, (fathers + step) % size)]
    return Pedigree(names, *sides)


def _name(name, value):
    if not isinstance(value, str) or not value:
        raise valid.refuse(name, value, "names, each a string")
    return value


def _column(name, values, n, unknown):
    values = [unknown] * n if values is None else list(values)
    if len(values) != n:
        raise valid.refuse(name, len(values), f"one a person, {n} in all (their number is shown)")
    return values


def _is_unknown(parent):
    return parent is None or parent == "" or (isinstance(parent, float) and np.isnan(parent))
