"""How a claim names its source: the keys of ``references.bib`` as authors and year."""

from __future__ import annotations

from modelcollapse import _validation as valid

LABELS = {
    "derived": "derived here",
    "alemohammad2024": "Alemohammad et al. 2024",
    "anderson2003": "Anderson 2003",
    "dohmatob2024tails": "Dohmatob et al. 2024",
    "ewens1972": "Ewens 1972",
    "fisher1943": "Fisher, Corbet and Williams 1943",
    "good1953": "Good 1953",
    "gerstgrasser2024": "Gerstgrasser et al. 2024",
    "hutter2021": "Hutter 2021",
    "kazdan2025": "Kazdan et al. 2025",
    "kimura1964": "Kimura and Crow 1964",
    "kimura1969": "Kimura and Ohta 1969",
    "pedregosa2011": "Pedregosa et al. 2011",
    "schaeffer2025": "Schaeffer et al. 2025",
    "seddik2024": "Seddik et al. 2024",
    "shumailov2024": "Shumailov et al. 2024",
    "silverman1986": "Silverman 1986",
    "suresh2025": "Suresh, Thangaraj and Khandavally 2025",
    "wright1931": "Wright 1931",
}


def label(source: str) -> str:
    """Return the name of a source as prose.

    Examples
    --------
    >>> label("wright1931")
    'Wright 1931'
    """
    return LABELS[valid.choice("source", source, LABELS)]
