"""Shares as discs whose areas are true."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from modelcollapse.book import discs
from modelcollapse.sources import zipf

SHARES = zipf(200, shift=0.0).probabilities_


def test_areas_are_in_the_ratio_of_the_shares():
    sizes = discs.diameters(SHARES, area=1000)
    np.testing.assert_allclose(np.pi * sizes**2 / 4, 1000 * SHARES, rtol=discs.STEP * 1.05)


def test_a_share_of_nothing_takes_no_room():
    assert discs.diameters([0.0, 1.0], area=np.pi).tolist() == [0.0, pytest.approx(2.0, rel=discs.STEP)]


def test_discs_in_rows_do_not_touch():
    sizes = discs.diameters(SHARES, area=1000)
    places = discs.rows(sizes, 150)
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1) - (sizes[:, None] + sizes[None]) / 2
    assert apart[~np.eye(len(sizes), dtype=bool)].min() > 0.9 * discs.GAP
    assert (places[:, 0] + sizes / 2).max() <= 150 + 1e-3
    assert (np.diff(places[:, 1]) >= 0).all()


def test_what_is_gone_leaves_its_pale_disc():
    def drawn(shares):
        ax = Figure().subplots()
        discs.packed(ax, shares, SHARES, corner=(0, 0), width=150, area=1000)
        return [
            sum(len(patch.get_path()) // 2 for patch in ax.patches if patch.get_alpha() == alpha)
            for alpha in (0.3, 0.9)
        ]

    assert drawn(SHARES) == [200, 200]
    assert drawn(np.where(np.arange(200) < 30, SHARES, 0)) == [200, 30]
