"""A toy of knowledge that everybody shares and somebody has to keep up, beside tools that answer for each alone.

The stock K fades, and the effort e of people renews it: K ← (1 - ρ) K + ρ g e, with ``aggregation`` g. Effort pays in
proportion to K and to what the tool gets wrong, and people choose e = min(1, [r K (1 - A)]^η): ``elasticity`` η, ``reward`` r.
The toy is ours; that effort makes shared knowledge, which advice of accuracy A replaces, is the mechanism of Acemoglu, Kong
and Ozdaglar (2026), whose model is another.
"""

from __future__ import annotations

import numpy as np

from modelcollapse.theory._law import AT_LEAST_0, POSITIVE, SHARE, TIME, iterated, law

MARKET = {"accuracy": SHARE, "elasticity": POSITIVE, "reward": POSITIVE, "aggregation": POSITIVE}


@law(knowledge=AT_LEAST_0, accuracy=SHARE, elasticity=POSITIVE, reward=POSITIVE)
def effort(knowledge, accuracy, elasticity, reward=2.0):
    """Return the effort that people choose, between 0 and 1.

    Examples
    --------
    >>> effort(1.0, 0.4, 2.0), round(effort(1.0, 0.6, 2.0), 2)
    (1.0, 0.64)
    """
    return np.minimum(1, (reward * knowledge * (1 - accuracy)) ** elasticity)


@law(start=AT_LEAST_0, t=TIME, fade=SHARE, **MARKET)
def stock(start, t, accuracy, elasticity, reward=2.0, aggregation=1.0, fade=0.1):
    """Return the knowledge that is left after ``t`` rounds.

    Examples
    --------
    >>> round(stock(1.0, 200, 0.4, 2.0), 3), round(stock(1.0, 200, 0.6, 2.0), 3), round(stock(1.0, 200, 0.6, 0.5), 3)
    (1.0, 0.0, 0.8)
    """

    def step(s, knowledge):
        return (1 - fade) * knowledge + fade * aggregation * effort(knowledge, accuracy, elasticity, reward)

    return iterated(step, start * np.ones(np.shape(accuracy * elasticity * reward * aggregation * fade * t)), t)


@law(**MARKET)
def lasting(accuracy, elasticity, reward=2.0, aggregation=1.0):
    """Return where a full stock settles: never at 0 if effort is inelastic, η < 1; at ``aggregation`` or at 0 if it is not.

    Examples
    --------
    >>> lasting(0.4, 2.0), lasting(0.6, 2.0), round(lasting(0.6, 0.5), 3)
    (1.0, 0.0, 0.8)
    """
    pays = reward * (1 - accuracy)
    elastic = elasticity >= 1
    inelastic = (aggregation * pays**elasticity) ** (1 / np.where(elastic, 1, 1 - elasticity))
    return np.where(elastic, np.where(pays * aggregation >= 1, aggregation, 0), np.minimum(aggregation, inelastic))


@law(reward=POSITIVE, aggregation=POSITIVE)
def tipping_accuracy(reward=2.0, aggregation=1.0):
    """Return the accuracy of the tools above which a full stock vanishes if effort is elastic: 1 - 1/(r g).

    Examples
    --------
    >>> tipping_accuracy(), tipping_accuracy(aggregation=2.0)
    (0.5, 0.75)
    """
    return np.maximum(1 - 1 / (reward * aggregation), 0)
