"""The pictures that chapters share: what they draw is what they were given, and one state can glide into the next."""

import re

import numpy as np
import pytest
from matplotlib.bezier import BezierSegment
from modelcollapse.book import plots, svg
from modelcollapse.sources import Digits


def drawn(draw, panels=1):
    """The SVG of a figure."""
    return svg.draw_figure(draw, (4.9, 2.3), panels, "salt")


@pytest.mark.parametrize("ticks", [["0%", "100%"], ["0.00", "0.25"], ["−1.5", "1,000"], ["wren", "sparrow"]])
def test_the_name_of_an_axis_is_on_the_picture(ticks):
    """By matplotlib's own measure, which is too slow to take for every picture."""
    left = []

    def draw(ax):
        ax.set_yticks(range(len(ticks)), ticks)
        ax.set_ylabel("share found")
        left.append(ax.yaxis.label)

    drawn(draw)
    assert 0 <= left[0].get_window_extent().x0 <= 10


def commands(picture):
    """The letters of each path, without its numbers: what has to agree for a glide."""
    return [re.sub(r"[^A-Za-z]", "", path) for path in re.findall(r'\bd="([^"]+)"', picture)]


def bell_path(**kwargs):
    ax = []
    drawn(lambda axes: ax.append(plots.bell(axes, **kwargs)))
    return ax[0].get_path()


@pytest.mark.parametrize(("mean", "sd"), [(0, 1), (1.5, 0.03), (-2, 2.5)])
def test_a_bell_curve_is_gaussian_between_its_points_too(mean, sd):
    """The smooth curve through eleven points, evaluated finely, against the formula."""
    points = bell_path(mean=mean, sd=sd).vertices
    pieces = [BezierSegment(points[i : i + 4])(np.linspace(0, 1, 20)) for i in range(0, len(points) - 1, 3)]
    x, heights = np.concatenate(pieces).T
    assert heights == pytest.approx(np.exp(-(((x - mean) / sd) ** 2) / 2), abs=0.004)
    assert heights.max() == pytest.approx(1)


def test_rounds_of_a_loop_glide_into_each_other():
    def round_of(sd):
        samples = sd * np.linspace(-1, 1, 10)
        return commands(
            drawn(lambda ax: plots.drawn_and_refitted(ax, samples, (0.1, sd), (0.2, sd / 2), "generation 3"))
        )

    assert round_of(1) == round_of(0.01)


def test_generation_0_has_nothing_drawn_from_it():
    picture = drawn(lambda ax: plots.drawn_and_refitted(ax, [], (0, 1), (0, 1), "generation 0"))
    assert "real" in picture
    assert "generation 0" not in picture


def test_a_tally_draws_each_remark_and_buries_the_lost_in_the_order_of_their_death():
    found = {}

    def draw(ax):
        plots.tally(ax, [0, 2, 0, 3], ["heel", "crust", "nub", "ender"], [4, 9, 7, 9], real=1)
        found["dots"] = len(ax.patches[0].get_path().vertices) / 2
        found["rows"] = [label.get_text() for label in ax.get_yticklabels()]
        found["ghosts"] = [text.get_text() for text in ax.texts]

    drawn(draw)
    assert found["dots"] == 5
    assert found["rows"] == ["crust", "ender", "nub", "heel"]
    assert found["ghosts"] == ["last said in generation 7", "last said in generation 4"]


def test_a_strip_draws_some_runs_and_marks_the_median_of_all():
    widths = np.r_[np.full(3, 0.1), np.full(10, 1.0)]
    found = []

    def draw(ax):
        plots.strip(ax, widths, {"real": (0.5, "#0072b2")}, limits=(0.01, 10), shown=3)
        found.extend([len(ax.patches[0].get_path().vertices) / 2, ax.lines[0].get_xdata()[0]])

    drawn(draw)
    assert found == [3, 1.0]


def test_a_face_is_the_outline_of_its_ink():
    """A ring has an outer and an inner edge; a blank image none."""
    y, x = np.mgrid[:8, :8] - 3.5
    ring = np.where(np.abs(np.hypot(x, y) - 2.5) < 1, 16.0, 0.0)
    found = []

    def draw(ax):
        plots.faces(ax, np.stack([ring, 0 * ring, ring]), columns=2)
        found.append(ax.patches[0].get_path())

    drawn(draw)
    (path,) = found
    assert (path.codes == path.MOVETO).sum() == 4
    centers = {tuple(np.round(part.mean(axis=0)).astype(int)) for part in path.to_polygons()}
    assert {column // 8 for column, _ in centers} == {0}, "the second image has no ink"
    assert {row // 9 for _, row in centers} == {0, 1}, "the third begins a row"


def test_faces_of_digits_cover_as_much_as_their_ink():
    threes = Digits(3, components=64)
    images = threes.to_images(threes.points_[:12])
    found = []
    drawn(lambda ax: (plots.faces(ax, images, columns=12), found.append(ax.patches[0].get_path())))
    signed = [0.5 * np.sum(part[:-1, 0] * part[1:, 1] - part[1:, 0] * part[:-1, 1]) for part in found[0].to_polygons()]
    assert abs(sum(signed)) == pytest.approx((images > 8).sum(), rel=0.1)
