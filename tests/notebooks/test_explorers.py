"""Every figure of every chapter draws, says what it shows, and is on the built page as the library draws it now."""

import ast
import json
import os
import re
from dataclasses import dataclass
from html import escape, unescape
from itertools import combinations
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from modelcollapse.book import svg
from modelcollapse.book.explore import BUILD_VARIABLE, MAX_STATES, Explorer

ROOT = Path(__file__).resolve().parents[2]
SPREAD = 7
"""States of an explorer, besides its corners, that are drawn afresh."""
TITLE_LINES = 2


@dataclass(frozen=True)
class Shown:
    """A figure as it was when its cell ran."""

    figure: Explorer
    alts: list[str]
    drawn: dict[int, str]
    """Number of a state → its SVG."""


def code_of(path):
    """The code cells of a notebook, or of a page of text that has some."""
    if path.suffix == ".md":
        cell = r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```"
        return re.findall(cell, path.read_text(encoding="utf-8"), re.S | re.M)
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run_cell(source, names):
    """Run a cell and return the value of its last expression, which is what a notebook shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def look_at(figure):
    states = figure.states()
    corners = [states.index(corner) for corner in figure.corners()]
    spread = range(0, len(states), max(1, len(states) // SPREAD))
    drawn = {i: figure.render(states[i]) for i in sorted({*corners, *spread, states.index(figure.start)})}
    return Shown(figure, [figure.alt(**state) for state in states], drawn)


def run_chapter(path):
    """Run a chapter in this process and return the figures it shows, each looked at as soon as its cell has run."""
    names, shown = {"__name__": "__main__"}, []
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        for source in code_of(path):
            value = run_cell(source, names)
            if isinstance(value, Explorer):
                shown.append(look_at(value))
    finally:
        os.chdir(here)
    return shown


@pytest.fixture(scope="class")
def shown(request):
    """The figures of the class's chapter."""
    # The claims have tests of their own, and take longer than all figures.
    with mock.patch.dict(os.environ, {"TQDM_DISABLE": "1"}), mock.patch("modelcollapse.claims.show"):
        os.environ.pop(BUILD_VARIABLE, None)
        return run_chapter(request.cls.path)


@pytest.fixture(scope="class")
def page(request, built):
    """The built page of the class's chapter."""
    name = request.cls.path.relative_to(ROOT).with_suffix(".html")
    assert (built / name).exists(), f"{name} is not built: run make book"
    return (built / name).read_text(encoding="utf-8")


class FiguresOfAChapter:
    """The tests of one chapter. Each chapter is a class, because xdist's loadscope keeps a class in one worker."""

    path: Path

    def test_every_figure_was_shown(self, shown):
        calls = sum(len(re.findall(r"^(?:explore|figure)\(", source, re.M)) for source in code_of(self.path))
        assert len(shown) == calls, f"{calls} calls of explore and figure, {len(shown)} figures shown by their cells"

    def test_ids_are_unique(self, shown):
        ids = [each.figure.id for each in shown]
        assert len(set(ids)) == len(ids), ids

    def test_every_corner_draws(self, shown):
        for each in shown:
            for number, picture in each.drawn.items():
                assert picture.startswith("<svg"), f"{each.figure.id}, state {number}"
                assert picture.count("<path") + picture.count("<image") >= 3, f"{each.figure.id}, state {number}: empty"
                assert not re.search(r"\bnan\b|\binf\b", picture), f"{each.figure.id}, state {number} draws NaN"

    def test_states_are_within_the_budget(self, shown):
        for each in shown:
            assert 1 <= each.figure.n_states == len(each.alts) <= MAX_STATES

    def test_words_say_what_the_state_is(self, shown):
        for each in shown:
            for number, words in enumerate(each.alts):
                where = f"{each.figure.id}, state {number}: {words!r}"
                assert len(words.split()) >= 5, where
                assert not re.search(r"\bnan\b|\binf\b|\bNone\b|<function|array\(|np\.", words), where
                assert words[-1] in ".!?", where

    def test_words_change_when_the_picture_does(self, shown):
        for each in shown:
            for one, other in combinations(each.drawn, 2):
                if each.drawn[one] != each.drawn[other]:
                    assert each.alts[one] != each.alts[other], (
                        f"{each.figure.id}: states {one} and {other} look different and read the same: {each.alts[one]!r}"
                    )

    def test_every_control_changes_the_words(self, shown):
        for each in shown:
            states = each.figure.states()
            words = {tuple(state.values()): each.alts[i] for i, state in enumerate(states)}
            for place, (name, values) in enumerate(each.figure.controls.items()):
                changes = any(
                    words[key] != words[(*key[:place], value, *key[place + 1 :])] for key in words for value in values
                )
                assert changes or len(values) == 1, f"{each.figure.id}: {name} never changes the text"

    def test_titles_fit(self, shown):
        for each in shown:
            for state in each.figure.corners():
                titles = titles_of(each.figure, state)
                where = f"{each.figure.id}, {state}: {titles}"
                assert any(titles), f"{where}: no title says what is found"
                assert max(title.count("\n") + 1 for title in titles) <= TITLE_LINES, where

    def test_later_cells_change_nothing(self, shown):
        """A reader who has run the whole notebook drags an early slider: its names must still mean the same."""
        for each in shown:
            states = each.figure.states()
            for number in list(each.drawn)[:: max(1, len(each.drawn) // 3)]:
                again = each.figure.render(states[number])
                assert again == each.drawn[number], f"{each.figure.id}, {states[number]}: a later cell reuses its names"

    @pytest.mark.site
    def test_page_has_the_same_figures(self, shown, page):
        ids = re.findall(r'<figure class="mc-(?:explorer|figure)" id="([^"]+)"', page)
        assert ids == [each.figure.id for each in shown], "is the built page older than the chapter? run make book"

    @pytest.mark.site
    def test_page_has_the_same_states(self, shown, page):
        for each in shown:
            if not each.figure.controls:
                assert each.drawn[0] in page, f"{each.figure.id} is drawn otherwise now"
                assert escape(each.alts[0]) in page, f"{each.figure.id} reads otherwise now"
                continue
            data = embedded(page, each.figure.id)
            assert data["alt"] == each.alts
            assert len(data["states"]) == each.figure.n_states
            for number, picture in each.drawn.items():
                published = "".join(data["pieces"][piece] for piece in data["states"][number])
                assert published == picture, f"{each.figure.id}, state {number} is drawn otherwise now"
            columns = [each.figure.columns(state) for state in each.figure.states()] if each.figure.text else None
            assert data.get("text") == columns

    @pytest.mark.site
    def test_page_begins_with_the_start(self, shown, page):
        for each in shown:
            figure = page.split(f'id="{each.figure.id}"', 1)[1].split("</figure>", 1)[0]
            start = each.figure.states().index(each.figure.start)
            assert each.drawn[start] in figure
            caption = re.search(r'class="mc-alt">(.*?)</figcaption>', figure, re.S).group(1)
            assert unescape(caption) == each.alts[start]


def titles_of(figure, state):
    """The titles of a state's panels, wrapped as they are drawn."""
    drawn = []

    def draw(axes, **params):
        figure.draw(axes, **params)
        drawn.extend(axes if isinstance(axes, list) else [axes])

    svg.draw_figure(draw, state, figure.size, figure.panels, figure.id)
    return [ax.get_title(loc="left") for ax in drawn]


def embedded(page, id):
    """What a page has in store for an explorer."""
    figure = page.split(f'<figure class="mc-explorer" id="{id}"', 1)[1].split("</figure>", 1)[0]
    return json.loads(figure.split('class="mc-states">', 1)[1].split("</script>", 1)[0])


for _path in sorted(ROOT.glob("chapters/**/*.*")):
    if _path.suffix in {".ipynb", ".md"} and any(re.search(r"\b(explore|figure)\(", code) for code in code_of(_path)):
        _name = "Test" + _path.stem.title().replace("_", "")
        globals()[_name] = pytest.mark.slow(type(_name, (FiguresOfAChapter,), {"path": _path}))
