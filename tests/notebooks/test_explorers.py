"""Every figure of every chapter draws, says what it shows, and is on the built page as the library draws it now."""

import ast
import json
import os
import re
from dataclasses import dataclass
from html import escape
from itertools import combinations
from pathlib import Path
from unittest import mock

import nbformat
import pytest
from modelcollapse.book.explorer import MAX_STATES, Explorer, State
from modelcollapse.book.figure_files import FOLDER
from modelcollapse.book.publishing import BUILD_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
SPREAD = 7
"""States of an explorer, besides its corners, that are drawn afresh."""
LONGEST_TITLE = 75
"""Characters that fill two lines of a phone."""


@dataclass(frozen=True)
class Shown:
    """A figure as it was when its cell ran."""

    figure: Explorer
    said: list[tuple]
    """Title, caption and columns of text of every state."""
    drawn: dict[int, State]
    """Number of a state → all of it."""

    @property
    def id(self):
        return self.figure.id

    @property
    def words(self):
        """Title and caption of every state."""
        return [f"{title}. {caption}" for title, caption in self.said]


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
    drawn = {i: figure.state(states[i]) for i in sorted({*corners, *spread, states.index(figure.start)})}
    return Shown(figure, [figure.said(state) for state in states], drawn)


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

    def test_every_figure_has_a_name_of_its_own(self, shown):
        """A link to a figure outlives a rewording."""
        names = [each.figure.name for each in shown]
        assert None not in names
        assert len(set(names)) == len(names), names

    def test_every_corner_draws(self, shown):
        for each in shown:
            for number, state in each.drawn.items():
                picture, where = state.picture, f"{each.id}, state {number}"
                assert picture.startswith("<svg"), where
                marks = len(re.findall("<path|<text", picture))
                assert marks >= 3 or "<image" in picture, f"{where}: empty"
                assert not re.search(r"\bnan\b|\binf\b", picture), f"{where} draws NaN"

    def test_states_are_within_the_budget(self, shown):
        for each in shown:
            assert 1 <= each.figure.n_states == len(each.said) <= MAX_STATES

    def test_words_say_what_the_state_is(self, shown):
        for each in shown:
            for number, (title, caption) in enumerate(each.said):
                where = f"{each.id}, state {number}: {title!r}, {caption!r}"
                assert len(caption.split()) >= 5, where
                assert not re.search(r"\bnan\b|\binf\b|\bNone\b|<function|array\(|np\.", title + caption), where
                assert caption[-1] in ".!?", where
                assert title.strip(), where
                assert not title.endswith("."), where
                assert len(title) <= LONGEST_TITLE, where

    def test_words_change_when_the_picture_does(self, shown):
        for each in shown:
            for one, other in combinations(each.drawn, 2):
                if each.drawn[one].picture != each.drawn[other].picture:
                    assert each.words[one] != each.words[other], (
                        f"{each.id}: states {one} and {other} look different and read the same: {each.words[one]!r}"
                    )

    def test_every_control_changes_the_words(self, shown):
        for each in shown:
            states = each.figure.states()
            words = {tuple(state.values()): each.words[i] for i, state in enumerate(states)}
            for place, (name, control) in enumerate(each.figure.controls.items()):
                changes = any(
                    words[key] != words[(*key[:place], value, *key[place + 1 :])]
                    for key in words
                    for value in control.values
                )
                assert changes or len(control.values) == 1, f"{each.id}: {name} never changes the text"

    def test_later_cells_change_nothing(self, shown):
        """A reader who has run the whole notebook drags an early slider: its names must still mean the same."""
        for each in shown:
            for number in list(each.drawn)[:: max(1, len(each.drawn) // 3)]:
                again = each.figure.state(each.drawn[number].params)
                assert again == each.drawn[number], f"{each.id}, {again.params}: a later cell reuses its names"

    @pytest.mark.site
    def test_page_has_the_same_figures(self, shown, page):
        ids = re.findall(r'<figure class="mc-(?:explorer|figure)" id="([^"]+)"', page)
        assert ids == [each.id for each in shown], "is the built page older than the chapter? run make book"

    @pytest.mark.site
    def test_page_has_the_same_states(self, shown, built):
        for each in (each for each in shown if each.figure.controls):
            data = stored(built, self.path, each.id)
            assert len(data["states"]) == each.figure.n_states
            for published, (title, caption) in zip(data["states"], each.said, strict=True):
                assert (published["title"], published["caption"]) == (title, caption)
            for number, state in each.drawn.items():
                picture = "".join(data["pieces"][piece] for piece in data["states"][number]["svg"])
                assert picture == state.picture, f"{each.id}, state {number} is drawn otherwise now"

    @pytest.mark.site
    def test_page_begins_with_the_start(self, shown, page):
        for each in shown:
            figure = page.split(f'id="{each.id}"', 1)[1].split("</figure>", 1)[0]
            start = each.drawn[each.figure.states().index(each.figure.start)]
            assert start.picture in figure
            assert re.search(rf'id="{each.id}-title"[^>]*>{re.escape(escape(start.title))}</p>', figure)
            (caption,) = re.findall(rf'id="{each.id}-caption"[^>]*>(.*?)</figcaption>', figure, re.S)
            # The page may mark which of the words say how to move on, and changes none of them.
            assert re.sub(r'<span class="mc-how">(.*?)</span>', r"\1", caption) == escape(start.caption)


def stored(built, path, id):
    """What a page has in store for an explorer, in a script beside it that fills the figure's own element."""
    page = path.relative_to(ROOT).with_suffix("")
    script = (built / FOLDER / page.parent / f"{page.name}-{id}.js").read_text(encoding="utf-8")
    return json.loads(json.loads(script.partition(" = ")[2].removesuffix(";")))


for _path in sorted(ROOT.glob("chapters/**/*.*")):
    if _path.suffix in {".ipynb", ".md"} and any(re.search(r"\b(explore|figure)\(", code) for code in code_of(_path)):
        _name = "Test" + _path.stem.title().replace("_", "")
        globals()[_name] = pytest.mark.slow(type(_name, (FiguresOfAChapter,), {"path": _path}))
