"""How a claim names its source: the keys of ``references.bib`` as authors and year."""

from __future__ import annotations

from modelcollapse import _validation as valid

LABELS = {
    "derived": "derived here",
    "alemohammad2024": "Alemohammad et al. 2024",
    "anderson2003": "Anderson 2003",
    "arthur1987": "Arthur, Ermoliev and Kaniovski 1987",
    "chen1999": "Chen and Goodman 1999",
    "chen2024": "Chen et al. 2024",
    "dai2024": "Dai et al. 2024",
    "dey2024": "Dey and Donoho 2024",
    "dohmatob2024regression": "Dohmatob, Feng and Kempe 2024",
    "dohmatob2024tails": "Dohmatob et al. 2024",
    "dohmatob2025strong": "Dohmatob et al. 2025",
    "eggenberger1923": "Eggenberger and Pólya 1923",
    "ewens1972": "Ewens 1972",
    "fisher1943": "Fisher, Corbet and Williams 1943",
    "gerstgrasser2024": "Gerstgrasser et al. 2024",
    "good1953": "Good 1953",
    "guo2024": "Guo et al. 2024",
    "harris1963": "Harris 1963",
    "holtzman2020": "Holtzman et al. 2020",
    "hutter2021": "Hutter 2021",
    "kazdan2025": "Kazdan et al. 2025",
    "kimura1964": "Kimura and Crow 1964",
    "kimura1969": "Kimura and Ohta 1969",
    "kneser1995": "Kneser and Ney 1995",
    "marchi2024": "Marchi et al. 2024",
    "pedregosa2011": "Pedregosa et al. 2011",
    "schaeffer2025": "Schaeffer et al. 2025",
    "seddik2024": "Seddik et al. 2024",
    "shumailov2024": "Shumailov et al. 2024",
    "silverman1986": "Silverman 1986",
    "suresh2025": "Suresh, Thangaraj and Khandavally 2025",
    "wright1931": "Wright 1931",
    "zhu2025": "Zhu et al. 2025",
}


def label(source: str) -> str:
    """Return the name of a source as prose.

    Examples
    --------
    >>> label("wright1931")
    'Wright 1931'
    """
    return LABELS[valid.choice("source", source, LABELS)]
