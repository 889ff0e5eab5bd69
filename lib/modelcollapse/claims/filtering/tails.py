"""What filters do to the rare, and what protects it."""

from __future__ import annotations

import numpy as np

from modelcollapse.claims.evidence import Evidence, against
from modelcollapse.claims.filtering.verifiers import true_shares
from modelcollapse.claims.registry import claim
from modelcollapse.defenses.filters import balanced, commonness, quota, verified
from modelcollapse.loop import of_model, run
from modelcollapse.models import CategoricalModel, GaussianModel
from modelcollapse.policies import filtered, fresh, replace
from modelcollapse.sources import Gaussian, zipf
from modelcollapse.theory import verification as verification_law

BIRDS = zipf(1000, shift=0.0)
COMMON = 100
"""Birds of a lower rank are rare; together they are 31% of the mentions."""
BIRD_LOOP = (
    "share of the birds left after ten rounds; 1,000 birds with Zipf's shares, 5,000 mentions a round, 100 islands"
)


def rare(items):
    """Whether a mention is of a rare bird."""
    return items >= COMMON


def bird_shares(policy, rng, replicates=100):
    """Shares of the birds after eleven fits to 5,000 mentions each, of shape (replicates, 1000)."""
    loop = {"generations": 11, "n_samples": 5000, "replicates": replicates, "rng": rng}
    return run(CategoricalModel(1000), BIRDS, policy, measures={"p": of_model("probabilities_")}, **loop)["p"][-1]


def kinds(policy, rng, replicates=100):
    """Share of the birds that are left, for each loop."""
    return (bird_shares(policy, rng, replicates) > 0).mean(axis=-1)


def least_common_dropped(policy):
    """The policy behind a filter that drops the twentieth of all mentions that is said least."""
    return filtered(policy, commonness, keep=0.95)


@claim(
    "filtering.likelihood-kills-tails",
    statement="A filter that drops the least likely 5% of what a model says leaves, after ten rounds, fewer than a quarter of "
    "the kinds that no filter leaves.",
    kind="own",
    source="derived",
)
def likelihood_kills_tails(rng):
    none, dropped = kinds(replace(), rng), kinds(least_common_dropped(replace()), rng)
    return Evidence.of(
        dropped / none, 0.25, "below", setting=BIRD_LOOP, compared=(against(dropped, none, "of the birds", ".0%"),)
    )


@claim(
    "filtering.likelihood-variance",
    statement="Keeping the likeliest share q of a bell curve multiplies its variance by 1 − 2aφ(a)/q in every generation; "
    "at q = 0.9 that is 0.62.",
    kind="theorem",
    source="derived",
)
def likelihood_variance(rng):
    def typical(X):
        return -np.abs(X[..., 0] - X[..., 0].mean(axis=1, keepdims=True))

    loop = {"generations": 5, "n_samples": 4000, "replicates": 100, "measures": {"v": of_model("variance_")}}
    policies = [filtered(replace(), typical, keep=q) for q in (0.9, 0.99)]
    found = [np.log(run(GaussianModel(), Gaussian(), policy, **loop, rng=rng)["v"][-1]) / 4 for policy in policies]
    return Evidence.of(
        found,
        np.log(verification_law.likeliest_variance([0.9, 0.99])),
        setting="change of ln σ² a generation; 4,000 samples, 100 loops",
        cases=("q = 0.9", "q = 0.99"),
        scale=0.02,
    )


@claim(
    "filtering.weights-save-the-share",
    statement="Importance weights that restore the rare birds' share of the mentions do not restore the birds: after ten rounds "
    "fewer than one in ten is left.",
    kind="own",
    source="derived",
)
def weights_save_the_share(rng):
    target = float(BIRDS.probabilities_[COMMON:].sum())
    shares = bird_shares(verified(least_common_dropped(replace()), balanced(rare, target)), rng)
    return Evidence.of(
        np.stack([(shares > 0).mean(axis=-1), np.abs(shares[:, COMMON:].sum(axis=-1) - target)]),
        0.1,
        "below",
        setting=BIRD_LOOP,
        cases=("birds left", "rare birds' share of the mentions, distance to people's 31%"),
    )


@claim(
    "filtering.quota",
    statement="Behind a filter that drops the least likely twentieth, a twentieth of the training set filled with people's mentions "
    "of rare birds keeps more than five times as many kinds as the filter alone would leave.",
    kind="own",
    source="derived",
)
def quota_holds(rng):
    alone, with_quota = kinds(least_common_dropped(replace()), rng), kinds(least_common_dropped(quota(0.05, rare)), rng)
    return Evidence.of(
        with_quota / alone, 5, "above", setting=BIRD_LOOP, compared=(against(with_quota, alone, "of the birds", ".0%"),)
    )


@claim(
    "filtering.quota-beats-fresh",
    statement="Behind the same filter, a twentieth of people's old mentions of rare birds keeps more kinds than a twentieth of "
    "new mentions of any bird.",
    kind="own",
    source="derived",
)
def quota_beats_fresh(rng):
    with_quota, with_fresh = (kinds(least_common_dropped(policy), rng) for policy in (quota(0.05, rare), fresh(0.05)))
    return Evidence.of(
        with_quota - with_fresh,
        0.1,
        "above",
        setting=BIRD_LOOP,
        compared=(against(with_quota, with_fresh, "of the birds", ".0%"),),
    )


@claim(
    "filtering.self-verification",
    statement="A model that learns only from what it is most sure of does not collapse.",
    kind="disputed",
    source="fu2025self",
    verdict="holds for truth, not for tails",
    but="One filter, two loops. Where what is rare is wrong, keeping the 90% that a model says most often keeps truth. Where "
    "what is rare is merely rare, the same filter removes it. Yi et al. (2026) conclude that information has to come from outside.",
)
def self_verification(rng):
    sure, loop = filtered(replace(), commonness, keep=0.9), {"generations": 10, "n_samples": 20_000, "replicates": 20}
    true, untended = true_shares(sure, rng, **loop)[-1], true_shares(replace(), rng, **loop)[-1]
    left, none = kinds(sure, rng), kinds(replace(), rng)
    return Evidence.of(
        [true - untended, none - left],
        [0.3, 0.2],
        "above",
        setting="what the model's own confidence saves and costs in ten rounds; 20 loops of 20,000 statements, 100 islands of 5,000 mentions",
        cases=(
            "share of true statements, with the filter and without",
            "share of the birds, without the filter and with",
        ),
        compared=(against(true, untended, "true", ".0%"), against(none, left, "of the birds", ".0%")),
    )
