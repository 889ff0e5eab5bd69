"""How a false statement spreads among pages that copy one another, and among answers that cite those pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modelcollapse import _validation as valid
from modelcollapse.history import History, Plan


def polya(
    *, true_pages: int, written: int, replicates: int, checkers: float = 0.0, false_pages: int = 1, rng=None
) -> History:
    """Write pages one after another: each author checks the source, or copies a page drawn at random.

    Parameters
    ----------
    true_pages, false_pages
        what there is at the start.
    written
        pages to be written.
    checkers
        share of authors who look the fact up, and write the truth.

    Returns
    -------
    History
        ``false_share`` of all pages, of shape (written + 1, replicates); a "generation" is one page.

    Notes
    -----
    Source: Eggenberger and Pólya (1923).

    Examples
    --------
    >>> history = polya(true_pages=3, written=200, replicates=2000, rng=0)
    >>> bool(abs((history["false_share"][-1] > 0.5).mean() - 0.125) < 0.03)
    True
    """
    plan = Plan(written, replicates, rng, called="written")
    true_pages = valid.integer("true_pages", true_pages)
    false_pages = valid.integer("false_pages", false_pages)
    n = true_pages + false_pages
    if n == 0:
        raise valid.refuse("true_pages", true_pages, "positive when there are no false pages: somebody must begin")
    copied = 1 - valid.share("checkers", checkers)
    false = np.full(plan.shape, false_pages)
    for t in range(written):
        false[t + 1] = false[t] + (plan.rng.random(replicates) < copied * false[t] / (n + t))
    share = false / (n + np.arange(written + 1))[:, None]
    settings = {"true_pages": true_pages, "false_pages": false_pages, "checkers": checkers}
    return plan.history({"false_share": share}, **settings)


@dataclass(frozen=True)
class Web:
    """Pages about one fact, in the order they were written, and who copied whom.

    Attributes
    ----------
    false
        bool array: whether the page states the false date.
    parent
        int array: the page it copied; -1 for pages of the start and for authors who checked.
    checked
        bool array: whether its author looked the fact up.
    """

    false: np.ndarray
    parent: np.ndarray
    checked: np.ndarray


def write_web(*, true_pages: int, written: int, checkers: float = 0.0, rng=None) -> Web:
    """Write one web by the rules of `polya`, remembering who copied whom. The false page comes last at the start.

    With one seed, a web with more checkers differs from one with fewer only by what these checkers did.

    Examples
    --------
    >>> web = write_web(true_pages=2, written=3, rng=0)
    >>> web.false.tolist(), web.parent.tolist()
    ([False, False, True, False, False, False], [-1, -1, -1, 0, 3, 4])
    """
    n = valid.integer("true_pages", true_pages, minimum=1) + 1
    written = valid.integer("written", written)
    checkers, rng = valid.share("checkers", checkers), valid.generator(rng)
    false, parent = np.zeros(n + written, dtype=bool), np.full(n + written, -1)
    false[n - 1] = True
    lucky, who = rng.random(written), rng.random(written)
    checked = np.concatenate([np.zeros(n, dtype=bool), lucky < checkers])
    for i in range(n, n + written):
        if not checked[i]:
            parent[i] = int(who[i - n] * i)
            false[i] = false[parent[i]]
    return Web(false, parent, checked)


def consensus(
    *,
    checkers,
    start: float,
    generations: int,
    pages: int = 10_000,
    conformity: float = 2.0,
    replicates: int = 1,
    rng=None,
) -> History:
    """Rewrite all pages each generation from the majority of what the last one said, but for those who check.

    Parameters
    ----------
    checkers
        share of authors who look the fact up: one number, or one a replicate.
    start
        false share at the start.
    conformity
        γ: an answer is the false one with probability x^γ/(x^γ + (1 - x)^γ). 1 copies one page; 2 reads two pages
        and, if they disagree, reads two others.

    Returns
    -------
    History
        ``false_share``, of shape (generations + 1, replicates).

    Examples
    --------
    >>> history = consensus(checkers=[0.15, 0.2], start=0.9, generations=200, replicates=2, rng=0)
    >>> (history["false_share"][-1] > 0.5).tolist()
    [True, False]
    """
    plan, pages = Plan(generations, replicates, rng), valid.integer("pages", pages, minimum=1)
    checkers = np.asarray(valid.numbers("checkers", checkers, low=0, high=1))
    if checkers.shape not in {(), (replicates,)}:
        raise valid.refuse("checkers", checkers.shape, f"one number, or {replicates} of them (its shape is shown)")
    gamma = valid.number("conformity", conformity, low=1)
    share = np.empty(plan.shape)
    share[0] = valid.share("start", start)
    for t in range(generations):
        votes, against = share[t] ** gamma, (1 - share[t]) ** gamma
        share[t + 1] = plan.rng.binomial(pages, (1 - checkers) * votes / (votes + against)) / pages
    settings = {"checkers": checkers, "start": start, "pages": pages, "conformity": conformity}
    return plan.history({"false_share": share}, **settings)


def locate_threshold(
    *, replicates: int, conformity: float = 2.0, generations: int = 400, rounds: int = 14, rng=None
) -> np.ndarray:
    """Find by halving an interval, in each replicate, the share of checkers at which a false consensus dies.

    Returns
    -------
    numpy.ndarray
        one located threshold a replicate, each within 2^-(rounds + 1) of where the simulation changes its mind.

    Examples
    --------
    >>> bool(abs(locate_threshold(replicates=4, generations=300, rounds=8, rng=0).mean() - 0.1716) < 0.01)
    True
    """
    plan = Plan(valid.integer("generations", generations, minimum=1), replicates, rng)
    rounds = valid.integer("rounds", rounds, minimum=1)
    conformity = valid.number("conformity", conformity, low=1)
    low, high = np.zeros(replicates), np.ones(replicates)
    for _ in range(rounds):
        middle = (low + high) / 2
        history = consensus(
            checkers=middle,
            start=1.0,
            generations=generations,
            pages=10**9,
            conformity=conformity,
            replicates=replicates,
            rng=plan.rng,
        )
        survives = history["false_share"][-1] > 0.5
        low, high = np.where(survives, middle, low), np.where(survives, high, middle)
    return (low + high) / 2


def cascade(
    *, copies: float, generations: int, replicates: int, checkers: float = 0.0, enough: int = 10**4, rng=None
) -> History:
    """Follow one false page: each false page is copied Poisson(``copies``) times, and a checker's copy is true.

    Parameters
    ----------
    copies
        mean number of times a page is copied.
    enough
        size of a generation beyond which the cascade counts as endless and is no longer followed.

    Returns
    -------
    History
        ``false_pages`` of each generation, of shape (generations + 1, replicates), starting from 1.

    Notes
    -----
    Source: Harris (1963), the Galton-Watson process.

    Examples
    --------
    >>> history = cascade(copies=1.5, generations=60, replicates=5000, rng=0)
    >>> bool(abs((history["false_pages"][-1] > 0).mean() - 0.583) < 0.03)
    True
    """
    plan = Plan(generations, replicates, rng)
    mean = valid.number("copies", copies, low=0) * (1 - valid.share("checkers", checkers))
    enough = valid.integer("enough", enough, minimum=1)
    pages = np.ones(plan.shape, dtype=int)
    for t in range(generations):
        pages[t + 1] = np.where(pages[t] >= enough, pages[t], plan.rng.poisson(mean * pages[t]))
    return plan.history({"false_pages": pages}, copies=copies, checkers=checkers, enough=enough)


def retrieval(
    *,
    human_pages: int,
    written: int,
    replicates: int,
    source_bias: float = 3.0,
    top_k: int = 5,
    hallucination: float = 0.05,
    recognized: float = 0.0,
    false_pages: int = 0,
    versions: int = 1,
    rng=None,
) -> History:
    """Let a model answer from retrieved pages, and publish every answer as a page that is retrieved in turn.

    An answer is made up, and false, with probability ``hallucination``; otherwise it is what most of ``top_k`` pages
    say, each drawn with weight 1 if a human wrote it and ``source_bias`` if a machine did. Ties are decided by lot.

    Parameters
    ----------
    human_pages
        how well the fact is documented: pages by people that state the truth.
    written
        answers that are published.
    recognized
        share of machine pages that are known to be machine-made, and left out of retrieval: provenance.
    false_pages
        pages by people that state the falsehood, all the same one, from the start. Provenance cannot tell them from
        the others.
    versions
        different falsehoods of which an answer that is made up states one, each as likely. With 1 all made-up answers
        agree with each other.

    Returns
    -------
    History
        ``false_share`` of what is retrieved, ``lost``, whether one falsehood is retrieved more often than the truth, and
        ``answer_false``, whether the answer given then is false, each of shape (written + 1, replicates); a
        "generation" is one published answer, and the last answer is not published.

    Notes
    -----
    A model of our own. Source bias: Dai et al. (2024); the loop: Chen et al. (2024).

    Examples
    --------
    >>> history = retrieval(human_pages=3, written=30, replicates=2000, rng=0)
    >>> bool((history["false_share"][-1] > 0.5).mean() > 0.02)
    True
    """
    plan = Plan(written, replicates, rng, called="written")
    human = valid.integer("human_pages", human_pages, minimum=1)
    bias = valid.number("source_bias", source_bias, low=0)
    if valid.integer("top_k", top_k, minimum=1) % 2 == 0:
        raise valid.refuse("top_k", top_k, "odd, so that there is a majority")
    made_up = valid.share("hallucination", hallucination)
    hidden = valid.share("recognized", recognized)
    wrong = valid.integer("false_pages", false_pages)
    versions = valid.integer("versions", versions, minimum=1)
    people, each = np.zeros(versions + 1), np.arange(replicates)
    people[:2] = human, wrong  # the truth comes first, then the falsehoods
    machine = np.zeros((replicates, versions + 1))
    shares, lost, answers = [], [], []
    for _ in range(written + 1):
        found = people + bias * machine
        found /= found.sum(axis=1, keepdims=True)
        read = plan.rng.multinomial(top_k, found)
        answer = np.argmax(read + plan.rng.random(read.shape), axis=1)
        invented = plan.rng.random(replicates) < made_up
        answer[invented] = plan.rng.integers(1, versions + 1, size=invented.sum())
        shares.append(1 - found[:, 0])
        lost.append(found[:, 1:].max(axis=1) > found[:, 0])
        answers.append(answer > 0)
        machine[each, answer] += plan.rng.random(replicates) >= hidden
    pages = {"human_pages": human, "false_pages": wrong, "source_bias": bias, "top_k": top_k}
    rates = {"hallucination": made_up, "recognized": hidden, "versions": versions}
    return plan.history({"false_share": shares, "lost": lost, "answer_false": answers}, **pages, **rates)
