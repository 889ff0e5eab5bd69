"""Notebooks are plain source, and chapters have the anatomy that the design asks for."""

import ast
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
import yaml
from modelcollapse.authoring.template import TO_WRITE
from modelcollapse.book import answers, questions
from modelcollapse.contents import chapters

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = {
    path.relative_to(ROOT / "chapters").with_suffix("").as_posix(): path
    for path in sorted(ROOT.glob("chapters/**/*.ipynb"))
}
CHAPTERS = [name for name in NOTEBOOKS if not name.startswith("back/") and name != "verdict/ledger"]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
LISTED = [entry["file"].removeprefix("chapters/") for part in TOC["parts"] for entry in part["chapters"]]
CARDS = chapters()

ANATOMY = [
    "What happened",
    "The mechanism",
    "The simulation",
    "The law",
    "A real case",
    "Where this breaks",
    "What to do with it",
    "Exercises",
    "Summary",
    "More theory",
    "Further reading",
]
FILLER = (
    r"delv(e|es|ing)|crucial(ly)?|leverag(e|es|ed|ing)|seamless(ly)?|pivotal|utiliz(e|es|ed|ing)|cutting-edge"
    r"|game-chang(er|ing)|groundbreaking|tapestry|testament|realm|multifaceted|ever-evolving|fast-paced|furthermore"
    r"|moreover|notably|importantly|essentially|basically|in conclusion|needless to say|dive (in|into|deep)|deep dive"
    r"|worth noting|important to note|unlock(s|ing)? the|harness(es|ing)? the|embark|empower(s|ing)?|holistic(ally)?"
    r"|state-of-the-art|in this chapter,? we will|as we all know|obviously|of course"
)
LONGEST_CELL = 15
GLOBAL_RANDOMNESS = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "PCG64"}

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)
every_chapter = pytest.mark.parametrize("name", CHAPTERS)


def read(name):
    return nbformat.read(NOTEBOOKS[name], as_version=nbformat.NO_CONVERT)


def code_cells(name):
    return [cell for cell in read(name).cells if cell.cell_type == "code"]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def prose(name):
    """The markdown of a notebook without code, mathematics and link targets."""
    text = "\n\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\$\$.*?\$\$|\$[^$]+\$", "x", text, flags=re.DOTALL)
    return re.sub(r"`[^`]*`|\]\([^)]*\)", " ", text)


def outline(name):
    """What a chapter consists of, in order: (kind, text) of headings, theorems, exercises, solutions, calls."""
    calls = {
        "explore": r"\bexplore\(",
        "claim": r"claims\.show\(\s*[\"']([^\"']+)",
        "check": r"\b(?:check|ask)\(\s*[\"']([^\"']+)",
        "card": r"\bcard\(\s*[\"']([^\"']+)",
    }
    directives = {
        "heading": r"^#{1,6} .+",
        "theorem": r"^:{3,}\{prf:theorem\}.*",
        "exercise": r"^:{3,}\{exercise\}.*?^:{3,}\s*$",
        "solution": r"^:{3,}\{solution\}\s*(\S+)",
    }
    for cell in read(name).cells:
        patterns = calls if cell.cell_type == "code" else directives
        text = cell.source
        if cell.cell_type == "markdown":  # a comment in a code block is no heading
            text = re.sub(r"^```.*?^```", lambda code: "\n" * code.group().count("\n"), text, flags=re.S | re.M)
        found = [
            (match.start(), kind, match.group(1) if match.groups() else match.group())
            for kind, pattern in patterns.items()
            for match in re.finditer(pattern, text, flags=re.MULTILINE | re.DOTALL * (kind == "exercise"))
        ]
        yield from ((kind, text) for _, kind, text in sorted(found))


def headings(name, level):
    marks = "#" * level + " "
    return [
        text.removeprefix(marks).strip() for kind, text in outline(name) if kind == "heading" and text.startswith(marks)
    ]


# Every notebook


@every_notebook
def test_notebook_is_valid(name):
    nbformat.validate(read(name))


@every_notebook
def test_notebook_has_no_outputs(name):
    dirty = [cell.id for cell in code_cells(name) if cell.outputs or cell.execution_count is not None]
    assert not dirty, f"{name}: run `make format`, which strips outputs; cells {dirty}"
    assert "widgets" not in read(name).metadata, f"{name}: metadata.widgets is an output too"


@every_notebook
def test_cells_have_stable_ids(name):
    ids = [cell.get("id", "") for cell in read(name).cells]
    bad = [id for id in ids if not re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", id)]
    assert not bad, f"{name}: {bad}"
    twice = [id for id, times in Counter(ids).items() if times > 1]
    assert not twice, f"{name}: {twice}"


@every_notebook
def test_kernel_is_python3(name):
    assert read(name).metadata.kernelspec.name == "python3"


@every_notebook
def test_no_cell_is_empty(name):
    assert not [cell.id for cell in read(name).cells if not cell.source.strip()]


@every_notebook
def test_code_is_plain_python(name):
    """nbval passes silently on an unknown magic, a failed %pip install and !false: so none of these."""
    for cell in code_cells(name):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            pytest.fail(f"{name}, cell {cell.id}: {error.text!r} is no plain Python")


@every_notebook
def test_code_installs_and_patches_nothing(name):
    forbidden = re.compile(
        r"sys\.path|\bpip\b|subprocess|os\.system|get_ipython|warnings\.(filter|simplefilter)|plt\.show"
    )
    hits = [(cell.id, match.group()) for cell in code_cells(name) if (match := forbidden.search(cell.source))]
    assert not hits, f"{name}: {hits}"


@every_notebook
def test_randomness_has_a_seed(name):
    for cell in code_cells(name):
        for node in ast.walk(ast.parse(cell.source)):
            problem = unseeded(node)
            assert not problem, f"{name}, cell {cell.id}, line {node.lineno}: {problem}"


def unseeded(node):
    """What is wrong if ``node`` uses randomness that a reader cannot repeat."""
    match node:
        case ast.Import(names=imported) if any(alias.name == "random" for alias in imported):
            return "the standard library's random has global state"
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"), attr=name):
            return "" if name in GLOBAL_RANDOMNESS else f"np.random.{name} has global state"
        case ast.Call(func=ast.Attribute(attr="default_rng") | ast.Name(id="default_rng"), args=[], keywords=[]):
            return "default_rng() without a seed gives every reader other numbers"
    return ""


@every_notebook
def test_visible_code_is_short(name):
    long = {
        cell.id: len(cell.source.splitlines())
        for cell in code_cells(name)
        if not tags(cell) & {"hide-input", "remove-input"} and len(cell.source.splitlines()) > LONGEST_CELL
    }
    assert not long, f"{name}: more than {LONGEST_CELL} lines in {long}"


@every_notebook
def test_prose_has_no_filler(name):
    found = sorted({match.group() for match in re.finditer(rf"\b({FILLER})\b", prose(name), flags=re.IGNORECASE)})
    assert not found, f"{name}: say it without {found}"


@every_notebook
def test_pictures_have_a_text_alternative(name):
    for cell in read(name).cells:
        assert not re.search(r"!\[\s*\]\(", cell.source), f"{name}, cell {cell.id}: an image without alt text"
        for image in re.findall(r"<img\b[^>]*>", cell.source):
            assert re.search(r'\balt="[^"]+"', image), f"{name}, cell {cell.id}: {image}"
        for figure in re.findall(r"^(:{3,}|`{3,})\{(?:figure|image)\}(.*?)^\1", cell.source, flags=re.S | re.M):
            assert re.search(r"^:alt: \S", figure[1], flags=re.M), f"{name}, cell {cell.id}: {figure[1].strip()}"
        pyplot = cell.cell_type == "code" and re.search(r"pyplot|\bplt\.", cell.source)
        assert not pyplot, f"{name}, cell {cell.id}: use book.figure, which has a text alternative and a dark mode"


# Chapters


@every_chapter
def test_chapter_asks_one_question(name):
    titles = headings(name, 1)
    assert len(titles) == 1, f"{name}: {titles}"
    assert titles[0].endswith("?"), f"{name}: {titles[0]!r} is no question"
    assert read(name).cells[0].source.startswith("# "), f"{name} does not begin with its title"


@every_chapter
def test_chapter_has_the_anatomy(name):
    optional = {"More theory"} - set(headings(name, 2))
    assert headings(name, 2) == [title for title in ANATOMY if title not in optional]


@every_chapter
def test_nothing_is_left_to_write(name):
    """What `make chapter` wrote for the author to replace, place by place."""
    stem = Path(name).name
    places = {f"{name}.ipynb, cell {cell.id}": cell.source for cell in read(name).cells}
    library = ROOT / "lib/modelcollapse"
    modules = [*library.glob(f"claims/{stem}.py"), *library.glob(f"claims/{stem}/*.py")]
    assert modules, f"{name} has no claims"
    modules.append(library / f"book/exercises/{stem}.py")
    places |= {str(path): path.read_text(encoding="utf-8") for path in modules}
    places |= {f"chapters.toml, {stem}.{key}": str(value) for key, value in CARDS[stem].items()}
    left = [f"{place}: {text}" for place, found in places.items() for text in re.findall(rf"{TO_WRITE}.*", found)]
    assert not left, "\n".join(left)


@every_chapter
def test_chapter_begins_with_its_card(name):
    first = code_cells(name)[0]
    assert f'card("{Path(name).name}")' in first.source, f"{name}: {first.source}"
    assert "remove-input" in tags(first)


@every_chapter
def test_reader_acts_on_the_first_screen(name):
    kinds = []
    for kind, text in outline(name):
        if text == "## What happened":
            break
        kinds.append(kind)
    assert "explore" in kinds, f"{name}: no explorer before What happened"


@every_chapter
def test_prediction_is_asked_for(name):
    question = prose(name).split("## What happened", 1)[0]
    assert re.search(r"[Bb]efore you|[Gg]uess|[Pp]redict", question), f"{name}: ask for a guess before the first drag"


@every_chapter
def test_theorem_is_followed_by_its_claim(name):
    waiting = None
    for kind, text in [*outline(name), ("heading", "the end")]:
        if kind in {"theorem", "heading"}:
            assert waiting is None, f"{name}: {waiting} is not followed by claims.show before {text!r}"
        waiting = text if kind == "theorem" else None if kind == "claim" else waiting


def exercises(name):
    """Each exercise of a chapter: its text, and what follows it up to the next."""
    found = []
    for kind, text in outline(name):
        if kind == "exercise":
            found.append((text, []))
        elif found:
            found[-1][1].append((kind, text))
    return found


@every_chapter
def test_chapter_has_exercises(name):
    assert len(exercises(name)) >= 4, f"{name} has {len(exercises(name))} exercises"
    experiments = [text for text, _ in exercises(name) if re.search(r"experiment", text, flags=re.IGNORECASE)]
    assert experiments, f"{name}: no exercise asks for an experiment"


@every_chapter
def test_exercise_is_complete(name):
    known = {*answers.names(), *questions.names()}
    for text, rest in exercises(name):
        title = text.splitlines()[0]
        label = re.search(r"^:label: (\S+)", text, flags=re.MULTILINE)
        assert label, f"{name}: {title} has no label"
        assert re.search(r"^★{1,3} \d+ minutes?\.", text, flags=re.MULTILINE), f"{name}: {title} lacks stars or minutes"
        checks = [id for kind, id in rest if kind == "check"]
        assert checks, f"{name}: {title} has no check"
        assert set(checks) <= known, f"{name}: {title} checks {checks}, which the library does not know"
        solved = [id for kind, id in rest if kind == "solution"]
        assert solved == [label.group(1)], f"{name}: {title} ({label.group(1)}) is solved by {solved}"


def test_every_check_is_in_one_chapter():
    used = Counter(text for name in NOTEBOOKS for kind, text in outline(name) if kind == "check")
    assert set(used) == {*answers.names(), *questions.names()}
    assert max(used.values()) == 1, used.most_common(3)


@every_chapter
def test_summary_is_short(name):
    summary = prose(name).split("## Summary", 1)[1].split("\n## ", 1)[0]
    sentences = re.findall(r"[.?!](?:\s|$)", summary.strip())
    words = len(re.findall(r"\w+", summary))
    assert 1 <= len(sentences) <= 6, f"{name}: {len(sentences)} sentences"
    assert words <= 100, f"{name}: {words} words"


def main_line(name):
    """The words of a chapter that stand open: without proofs, solutions and the folded theory."""
    text = re.sub(r"^:{3,}\{(dropdown|solution)\}.*?^:{3,}\s*$", "", prose(name), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^## More theory\n.*?(?=^## )", "", text, flags=re.DOTALL | re.MULTILINE)


def shown_cells(name):
    """The cells of code that a reader sees or whose figure they look at: not the claims, which are a line each."""
    hidden = {"remove-cell", "remove-input"}
    return [cell for cell in code_cells(name) if not tags(cell) & hidden and "claims.show(" not in cell.source]


@every_chapter
def test_minutes_are_honest(name):
    """200 words a minute, and a minute for each cell of code with what it shows."""
    fair = len(re.findall(r"\w+", main_line(name))) / 200 + len(shown_cells(name))
    minutes = CARDS[Path(name).name]["minutes"]
    assert fair / 1.5 <= minutes <= fair * 1.5, f"{name}: the card says {minutes} minutes, a reader needs {fair:.0f}"
    assert minutes <= 30, f"{name} is two chapters: {minutes} minutes"


# The book


@pytest.mark.parametrize("name", [name for name in LISTED if not name.startswith("back/") and name != "verdict/ledger"])
def test_chapter_of_the_contents_has_a_card(name):
    assert name in NOTEBOOKS, f"_toc.yml lists {name}, which is not there"
    card = CARDS.get(Path(name).name)
    assert card, f"chapters.toml has no [{Path(name).name}]"
    assert card["url"] == name
    assert set(card) == {"title", "teaser", "url", "level", "before", "minutes", "seconds", "outcomes"}
    assert len(card["outcomes"]) >= 2, f"{name}: what will a reader be able to do?"


def test_every_notebook_is_in_the_contents():
    assert set(NOTEBOOKS) <= set(LISTED), set(NOTEBOOKS) - set(LISTED)


def test_cards_are_in_the_order_of_the_book():
    urls = [card["url"] for card in CARDS.values()]
    assert urls == [name for name in LISTED if name in urls]


def test_outcomes_have_ids_of_their_own():
    ids = [outcome["id"] for card in CARDS.values() for outcome in card["outcomes"]]
    assert len(ids) == len(set(ids)), [id for id, times in Counter(ids).items() if times > 1]
    assert not [id for id in ids if not re.fullmatch(r"[A-Z]{1,3}\d+", id)]
