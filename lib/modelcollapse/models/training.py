"""One way to train a network: shuffled batches, AdamW, a rate that rises and falls. Needs torch when it is called."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from modelcollapse import _validation as valid


def train(
    parameters: Iterable,
    loss: Callable[[np.ndarray], object],
    *,
    n: int,
    steps: int,
    batch_size: int,
    learning_rate: float,
    rng=None,
) -> np.ndarray:
    """Minimize ``loss`` over ``parameters``, in place, and return what it was at each step.

    AdamW, with a learning rate that rises for a tenth of the steps and then falls to 0 as a cosine, and with gradients
    clipped to length 1. The budget is ``steps``, however many examples there are.

    Parameters
    ----------
    parameters
        tensors to train, such as ``network.parameters()``.
    loss
        function from the numbers of a batch's examples, an int array, to a scalar tensor.
    n
        number of examples.
    learning_rate
        at its highest.

    Returns
    -------
    numpy.ndarray
        shape (steps,): the loss of each batch before the step it led to.

    Raises
    ------
    ValueError
        if there is nothing to train, or a number is out of its range.

    Notes
    -----
    Source: Loshchilov and Hutter (2019) for AdamW.

    Examples
    --------
    >>> import torch
    >>> center = torch.zeros(1, requires_grad=True)
    >>> points = torch.tensor([2.0, 4.0])
    >>> fall = train([center], lambda rows: ((points[rows] - center) ** 2).mean(),
    ...              n=2, steps=200, batch_size=2, learning_rate=0.1, rng=0)
    >>> round(center.item()), fall.shape
    (3, (200,))
    """
    parameters = list(parameters)
    if not parameters:
        raise valid.refuse("parameters", parameters, "at least one tensor")
    rate = valid.number("learning_rate", learning_rate, low=0, include_low=False)
    order = batches(n, batch_size, steps, rng=rng)
    import torch

    with one_thread():
        optimizer = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.99), fused=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, rate, total_steps=steps + 1, pct_start=0.1, cycle_momentum=False
        )
        losses = []
        for rows in order:
            value = loss(rows)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(value.detach())
        return torch.stack(losses).cpu().numpy()


def batches(n: int, batch_size: int, steps: int, *, rng=None) -> Iterator[np.ndarray]:
    """Yield ``steps`` batches of example numbers: every example once in random order, then once again, and so on.

    Examples
    --------
    >>> [rows.tolist() for rows in batches(3, 2, 4, rng=0)]
    [[2, 0], [1], [2, 1], [0]]
    """
    n, batch_size = valid.integer("n", n, minimum=1), valid.integer("batch_size", batch_size, minimum=1)
    steps, rng = valid.integer("steps", steps, minimum=1), valid.generator(rng)
    per_epoch = math.ceil(n / batch_size)

    def shuffled():
        for step in range(steps):
            if step % per_epoch == 0:
                parts = np.array_split(rng.permutation(n), per_epoch)
            yield parts[step % per_epoch]

    return shuffled()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute with one thread, and give back what it had: a small model gains nothing from a second one.

    On a shared machine threads that wait for each other make it many times slower. Serves as a decorator as well.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def seeded(rng: np.random.Generator) -> Iterator[None]:
    """Let ``rng`` decide what torch draws inside, such as new weights, without touching torch's global stream."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**63)))
        yield
