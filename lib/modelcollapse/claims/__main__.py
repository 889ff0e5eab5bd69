"""Measure the claims of the book from the command line: ``python -m modelcollapse.claims --help``."""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatchcase

import numpy as np
from joblib import cpu_count

from modelcollapse import _validation as valid
from modelcollapse.claims.evidence import RELATIONS
from modelcollapse.claims.kinds import KINDS
from modelcollapse.claims.registry import registered
from modelcollapse.claims.seeds import FIRST, Trials, try_seeds
from modelcollapse.claims.tried import SEEDS, record

HELP = """\
Every theorem and every published number of the book is a claim: a small function that
measures what a simulation does and predicts what a formula says. This command measures
them before your eyes and exits with status 1 if one does not hold.

Each claim is measured on its own seed, the one that the book shows, and with --seeds on
others that nobody has looked at. Where a claim makes several comparisons, the table shows
the one that comes closest to failing.
"""
COLUMNS = """\
columns:
  measured    with its Monte Carlo standard error, where there is one
  predicted   by the formula; "at most" and "at least" are proven bounds; "above" and "below"
              state the margin of an effect
  other seeds on how many of them the claim holds
  strain      the largest share of the tolerance used up on any seed: above 1, a claim fails
  seconds     of one measurement

examples:
  python -m modelcollapse.claims                       all claims on their own seeds
  python -m modelcollapse.claims gaussian --seeds 20   all about the Gaussian, on twenty more
  python -m modelcollapse.claims 'birds.*' 'gpt.*' --jobs 4
  python -m modelcollapse.claims the_loop --list       what a chapter claims, in words
"""
HEAD = ("claim", "kind", "measured", "predicted", "other seeds", "strain", "seconds")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        ids = matching(options.pattern)
        if options.list:
            print(
                "\n".join(f"{id} ({claim.kind}): {claim.statement}" for id, claim in registered().items() if id in ids)
            )
            return 0
        if options.record:
            return _measure(ids, record(ids, again=bool(options.pattern), jobs=options.jobs))
        return _measure(ids, try_seeds(ids, options.seeds, first=options.first, jobs=options.jobs))
    except ValueError as error:
        parser.error(str(error))
    except ImportError as error:
        if error.name != "torch":
            raise
        parser.exit(1, f"{'; '.join(error.__notes__)}: PyTorch is needed, and not installed\n")


def matching(patterns: list[str]) -> list[str]:
    """Return the ids that contain one of the patterns, in which ``*`` stands for anything, or are of that chapter.

    Raises
    ------
    ValueError
        if a pattern matches nothing; it names the nearest ids.
    """
    claims = registered()
    chosen = set() if patterns else set(claims)
    for pattern in patterns:
        found = {id for id, claim in claims.items() if fnmatchcase(id, f"*{pattern}*") or claim.chapter == pattern}
        if not found:
            valid.choice("pattern", pattern, [*claims, *dict.fromkeys(claim.chapter for claim in claims.values())])
        chosen |= found
    return [id for id in claims if id in chosen]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m modelcollapse.claims",
        description=HELP,
        epilog=COLUMNS,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument(
        "pattern", nargs="*", help="part of an id, with * for anything, or a chapter; default: all claims"
    )
    parser.add_argument("--list", action="store_true", help="say what is claimed, and measure nothing")
    parser.add_argument("--seeds", type=int, default=0, metavar="N", help="other seeds to try (default: none)")
    parser.add_argument("--first", type=int, default=FIRST, metavar="S", help=f"the first of them (default: {FIRST})")
    parser.add_argument(
        "--record",
        action="store_true",
        help=f"try on {SEEDS} seeds, and store the outcome of, the claims that have changed, or all those of a pattern",
    )
    parser.add_argument(
        "--jobs", type=int, default=cpu_count(), metavar="J", help="processes at work (default: all cores)"
    )
    return parser


def _measure(ids, trials) -> int:
    """Print a row as each claim is done, then the verdict on all."""
    widths = (max(map(len, ids)), max(map(len, KINDS)), 22, 18, 11, 6, 7)
    print("  " + _aligned(HEAD, widths), flush=True)
    outcomes = {}
    for trial in trials:
        print(("✓ " if trial.holds else "✗ ") + _aligned(_row(trial), widths), flush=True)
        outcomes[trial.verdict.claim.id] = trial.holds
    failed = [id for id, holds in outcomes.items() if not holds]
    count = f"{len(outcomes) - len(failed)} of {len(outcomes)} claims hold"
    print(count + (f"; not {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def _row(trial: Trials) -> tuple[str, ...]:
    verdict, evidence = trial.verdict, trial.verdict.evidence
    rows = verdict.comparisons()
    _, measured, predicted = rows[int(np.argmax(evidence.strain))]
    word = "" if evidence.relation == "equal" else RELATIONS[evidence.relation] + " "
    others = f"{trial.held} of {trial.tried}" if trial.tried else "–"
    others = "all alike" if trial.tried and not trial.varies else others
    return (
        verdict.claim.id, verdict.claim.kind, measured, word + predicted, others, f"{trial.strain:.2f}", f"{trial.seconds:.1f}",
    )  # fmt: skip


def _aligned(cells, widths) -> str:
    """Texts to the left, the last two columns, which are numbers, to the right."""
    texts = [cell.ljust(width) for cell, width in zip(cells[:-2], widths[:-2], strict=True)]
    return "  ".join([*texts, *(cell.rjust(width) for cell, width in zip(cells[-2:], widths[-2:], strict=True))])


if __name__ == "__main__":
    sys.exit(main())
