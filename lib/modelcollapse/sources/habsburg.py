"""The ancestors of Charles II of Spain: 930 persons, and how well each link between a child and a parent is attested.

The table names a person's father and mother where they are known. Each of the 1,426 links has one of three grades, the
strongest first: ``documented``, ``cross-checked`` (found alike in more than one genealogy), ``unconfirmed`` (named, and not
yet found elsewhere). A grade says how far the compilation has been checked, not what historians think: the parents of
John III of Portugal are unconfirmed here, and nobody doubts them. Nor does the table say which work a link was taken from.
So every number that follows from it is given with what becomes of it when weaker links are left out.

A person without known parents is where the table ends, and counts as unrelated to all others: every inbreeding coefficient
that is computed from it is a lower bound.
"""

from __future__ import annotations

from importlib.resources import files
from types import MappingProxyType

import pandas as pd

from modelcollapse import _validation as valid

EVIDENCE = ("documented", "cross-checked", "unconfirmed")
"""What a link may rest on, the strongest first."""

PUBLISHED = MappingProxyType(
    {
        "philip1_es": 0.025,
        "charles5_hre": 0.037,
        "philip2_es": 0.123,
        "philip3_es": 0.218,
        "philip4_es": 0.115,
        "charles2_es": 0.254,
    }
)
"""Published inbreeding coefficients of the six kings of the Spanish dynasty, from a pedigree of more than 3,000 persons.

The first and the last stand in the abstract of Alvarez, Ceballos and Quinteiro (2009). The four between were read second-hand;
with them the six have the mean and the standard error, .1287 ± .0378, that Alvarez and Ceballos (2015) give."""


def persons(evidence: str = "unconfirmed") -> pd.DataFrame:
    """Return the table of persons, without the links that rest on less than ``evidence``.

    Parameters
    ----------
    evidence
        the weakest kind that is kept: "documented" is the strictest, "unconfirmed" keeps all.

    Returns
    -------
    pandas.DataFrame
        one row a person, indexed by ``person_id``: ``name``, ``sex``, ``birth``, ``death``, ``father_id``, ``mother_id``,
        ``father_evidence``, ``mother_evidence``. An unknown parent is None, an unknown year NaN.

    Examples
    --------
    >>> table = persons()
    >>> len(table), table.loc["charles2_es", "name"], table.loc["charles2_es", "father_id"]
    (930, 'Charles II of Spain', 'philip4_es')
    >>> [int(persons(kind)["father_id"].notna().sum()) for kind in EVIDENCE]
    [233, 457, 726]
    """
    weaker = EVIDENCE[EVIDENCE.index(valid.choice("evidence", evidence, EVIDENCE)) + 1 :]
    path = files("modelcollapse.data") / "habsburg.csv"
    with path.open(encoding="utf-8") as file:
        table = pd.read_csv(file, index_col="person_id", dtype={"birth": float, "death": float})
    table = table.astype({name: object for name in table.columns if name not in ("birth", "death")})
    for parent in ("father", "mother"):
        table.loc[table[f"{parent}_evidence"].isin(weaker), [f"{parent}_id", f"{parent}_evidence"]] = None
    return table.where(table.notna() | ~table.columns.str.contains("_"), None)
