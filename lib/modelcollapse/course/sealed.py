"""Usual mistakes that a check recognizes when it meets them, and that nobody reads out of it.

Of a mistake it keeps a slow hash of the value, and the hint encrypted with the same hash: whoever unpacks a notebook has to
try millions of values, a twentieth of a second each, to learn one mistake that may be a step away from the right answer.
"""

from __future__ import annotations

import hashlib
import math
from base64 import b85decode, b85encode
from collections.abc import Iterator, Sequence
from itertools import product

from modelcollapse.course.plain import TOLERANCE

WORK = 2**14
"""Cost of a hash: 16 MB of memory, and about a twentieth of a second."""
STEP = TOLERANCE / 2
"""What is hashed of a number is the interval of this relative width in which it lies."""
COMPUTED = 1e-8
"""Relative error up to which a mistake is surely recognized: two ways to compute a number differ by less."""
TAG = 8


def possible() -> bool:
    """Return whether this Python has the slow hash; one that runs in a browser may not."""
    return hasattr(hashlib, "scrypt")


def seal(values: Sequence[float | None], hint: str, salt: str, work: int) -> list:
    """Return what a check may know of a mistake: which of its numbers count, and text that opens for these alone.

    Parameters
    ----------
    values
        the numbers of the mistake, None for those that are right in it.
    """
    places = [place for place, value in enumerate(values) if value is not None]
    key = _key([_interval(values[place]) for place in places], salt, work)
    return [places, b85encode(key[:TAG] + _mixed(hint.encode(), key)).decode()]


def opened(values: Sequence[float], mistakes: Sequence[list], salt: str, work: int) -> str | None:
    """Return the hint of the first of the sealed mistakes that an answer makes, None if it makes none.

    Examples
    --------
    >>> mistakes = [seal([0.25], "That is a quarter.", "any text", work=2), seal([None, 3.0], "That is three.", "any text", work=2)]
    >>> opened([0.2500000001], mistakes, "any text", work=2), opened([7, 3.0], mistakes, "any text", work=2)
    ('That is a quarter.', 'That is three.')
    >>> opened([0.2501], mistakes, "any text", work=2)
    """
    keys: dict[tuple, list[bytes]] = {}
    for places, text in mistakes:
        if places and places[-1] >= len(values):
            continue
        if tuple(places) not in keys:
            each = product(*(near(values[place]) for place in places))
            keys[tuple(places)] = [_key(intervals, salt, work) for intervals in each]
        sealed = b85decode(text)
        for key in keys[tuple(places)]:
            if key[:TAG] == sealed[:TAG]:
                return _mixed(sealed[TAG:], key).decode()
    return None


def near(value: float, error: float = COMPUTED) -> Iterator[str]:
    """Yield the intervals in which a number may lie if it has a relative ``error``."""
    parts = 2 * math.ceil(error / STEP)
    yield from dict.fromkeys(_interval(value, error * (2 * part / parts - 1)) for part in range(parts + 1))


def _interval(value: float, error: float = 0.0) -> str:
    if abs(value) <= TOLERANCE**2:
        return "0"
    return f"{'-' if value < 0 else ''}{math.floor((math.log(abs(value)) + error) / STEP)}"


def _key(intervals: Sequence[str], salt: str, work: int) -> bytes:
    text = " ".join(intervals).encode()
    return hashlib.scrypt(text, salt=salt.encode(), n=work, r=8, p=1, maxmem=2**27, dklen=32)


def _mixed(text: bytes, key: bytes) -> bytes:
    """A text encrypted, or decrypted, by a stream of bytes that only the key gives."""
    stream = hashlib.shake_256(key).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))
