"""What two employers gain who hire from one pool of candidates, by rankings of their own or by one that they share.

Candidates are worth standard normal numbers; a ranking adds a normal error of standard deviation 1 / accuracy. The two
firms choose in random order.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, owens_t
from scipy.stats import norm

from modelcollapse import _validation as valid
from modelcollapse.theory._law import POSITIVE, law, whole

TWO = whole(2)
SHARPEST = 10
GRID, STEP = np.linspace(-8.5, 8.5, 200, retstep=True)
"""Where integrands are summed that vanish at both ends, but for 0 itself: the trapezoid rule is then exact to rounding."""


def _told(accuracy):
    """Correlation of a candidate's score with what the candidate is worth."""
    return accuracy / np.sqrt(1 + accuracy**2)


def _largest(n, k):
    """Mean of the k-th largest of n standard normal numbers, k = 1 or 2."""
    below, density = ndtr(GRID), norm.pdf(GRID)
    place = n * below ** (n - 1) if k == 1 else n * (n - 1) * below ** (n - 2) * ndtr(-GRID)
    return STEP * (GRID * density * place).sum()


@law(candidates=TWO, accuracy=POSITIVE, each=["candidates"])
def shared(candidates, accuracy):
    """Return what each of two firms gains on average if both read one ranking: half its first and half its second.

    Source: derived; the setting is that of Kleinberg and Raghavan (2021).

    Examples
    --------
    >>> round(shared(3, 0.55), 4)
    0.2039
    """
    return _told(accuracy) * (_largest(candidates, 1) + _largest(candidates, 2)) / 2


@law(candidates=TWO, accuracy=POSITIVE, other=POSITIVE, each=["candidates", "accuracy", "other"])
def independent(candidates, accuracy, other):
    """Return what a firm gains whose ranking has this ``accuracy``, if the other firm's own ranking has accuracy ``other``.

    Source: derived; the setting is that of Kleinberg and Raghavan (2021).

    Examples
    --------
    >>> [round(independent(3, *accuracy), 4) for accuracy in ((0.5, 0.5), (0.55, 0.5), (0.5, 0.55))]
    [0.2113, 0.2352, 0.2024]
    """
    for name, value in {"accuracy": accuracy, "other": other}.items():
        if value > SHARPEST:
            raise valid.refuse(name, value, f"at most {SHARPEST}: the grid is too coarse for a sharper ranking")
    own, theirs = _told(accuracy), _told(other)
    return (own * _largest(candidates, 1) + _second(candidates, own, theirs)) / 2


def _second(n, own, theirs):
    """What the firm gains that chooses second.

    The first firm took the candidate with its largest score u. The others are independent of each other, with scores
    below u; our firm takes the one of them with the largest own score v.
    """
    r = own * theirs
    rest = np.sqrt(1 - r**2)
    u, v = GRID[:, None], GRID
    reach = (u - r * v) / rest
    part = owens_t(u, (v / u - r) / rest)
    both_below = (ndtr(u) + ndtr(v) - (u * v < 0)) / 2 - part - part.T
    blame = theirs * (1 - own**2) / rest  # a candidate whom the others passed over is worth less
    gain = norm.pdf(v) * (own * v * ndtr(reach) - blame * norm.pdf(reach))
    return STEP**2 * (n * norm.pdf(u) * (n - 1) * both_below ** (n - 2) * gain).sum()
