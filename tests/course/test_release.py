"""What students get: no solution, no right number, their own parameters, and a notebook that any program opens."""

import base64
import json
import math
import re
import time
import zipfile
import zlib

import nbformat
import numpy as np
import pytest
from modelcollapse.course import __main__ as command
from modelcollapse.course import notebook as notebooks
from modelcollapse.course import public_checks, release, sealed
from modelcollapse.course.plain import plain, same
from modelcollapse.course.public import PASSED

from tests.course.conftest import COURSEWORK

REAL_WORK = sealed.WORK
"""What it is outside of tests."""
ROSTER = "id,name,email\nada,Ada,ada@example.org\nben,Ben,ben@example.org\n"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The zip for two students, as the command writes it, and the folder it lies in."""
    folder = tmp_path_factory.mktemp("released")
    (folder / "roster.csv").write_text(ROSTER)
    assert command.main(
        ["release", str(COURSEWORK / "ps1_resampling"), "--roster", str(folder / "roster.csv"), "--to", str(folder)]
    ) == 0  # fmt: skip
    with zipfile.ZipFile(folder / "ps1_resampling.zip") as archive:
        archive.extractall(folder)
    return folder


def known_to_the_checks(notebook):
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "public-checks")
    return re.search(r"public_checks\('(.*)'\)", cell["source"])[1]


def solution_lines(problem_set):
    """Lines of the author's solutions that nobody writes by chance."""
    for cell in problem_set.notebook["cells"]:
        for match in notebooks.SOLUTION.finditer(cell["source"]):
            yield from (line.strip() for line in match.group().splitlines()[1:-1] if len(line.strip()) > 20)
    written = {id for id, form in problem_set.forms(problem_set.numbers()).items() if form.kind == "written"}
    yield from (
        c["source"] for c in problem_set.notebook["cells"] if c["name"] in written and c["cell_type"] == "markdown"
    )


def numbers_in(value):
    values = plain(value)
    return [n for each in values for n in numbers_in(each)] if isinstance(values, list) else [values]


def test_the_zip_holds_no_solution(problem_set):
    for student in ("", "ada"):
        text = notebooks.text_of(release.for_student(problem_set, student))
        assert not [line for line in solution_lines(problem_set) if json.dumps(line)[1:-1] in text]
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN" not in text


def unpacked(notebook):
    """What a curious student finds in the cell of the checks."""
    return json.loads(zlib.decompress(base64.b85decode(known_to_the_checks(notebook))))


def test_what_the_checks_know_is_no_right_answer(problem_set):
    for student in ("", "ada", "ben"):
        forms = problem_set.forms(problem_set.numbers(student))
        known = unpacked(release.for_student(problem_set, student))
        for id, form in forms.items():
            if form.kind == "number":
                assert known[id].keys() == {"kind", "variable", "size", "low", "high", "salt", "work", "wrong"}
                assert (known[id]["low"], known[id]["high"]) == tuple(
                    end if math.isfinite(end) else None for end in form.between
                )
            elif form.kind == "choice":
                untold = set(known[id]["choices"]) - {wrong for wrong, _ in known[id]["wrong"]}
                assert len(untold) >= 2, "the check would give the answer away"
            elif form.kind == "function":
                assert not [call for call in known[id]["calls"] if tuple(call) in form.calls]


def test_a_mistake_in_a_number_is_read_by_nobody_who_does_not_make_it(problem_set):
    """1 - x is a usual mistake, and would tell x: neither it nor its hint stands in the notebook, packed or not."""
    known = unpacked(release.for_student(problem_set, "ada"))
    for id, form in problem_set.forms(problem_set.numbers("ada")).items():
        if form.kind != "number":
            continue
        text = json.dumps(known[id])
        told = numbers_in(form.answer) + [number for wrong in form.mistakes.values() for number in numbers_in(wrong)]
        assert not [number for number in told if abs(number) > 20 and f"{number:.3f}" in text]
        assert not [
            number for number in told if abs(number) < 20 and repr(number)[:9] in text and len(repr(number)) > 8
        ]
        assert not [hint for hint in form.mistakes if hint[:30] in text]
        assert len(known[id]["wrong"]) == len(form.mistakes)
        right = plain(form.answer)
        for (places, _), wrong in zip(known[id]["wrong"], form.mistakes.values(), strict=True):
            pairs = zip(plain(wrong), right, strict=True) if isinstance(right, list) else [(plain(wrong), right)]
            assert places == [place for place, (one, other) in enumerate(pairs) if not same(one, other)]


def test_every_seal_is_of_its_own_student_and_question(problem_set):
    texts = []
    for student in ("ada", "ben"):
        known = unpacked(release.for_student(problem_set, student))
        texts += [text for each in known.values() if each["kind"] == "number" for _, text in each["wrong"]]
    assert len(texts) == len(set(texts)), "what one student found out would help another"


def test_trying_all_values_of_a_seal_takes_days():
    """Of one mistake between 0.01 and 1, on one core: a number of tries that cannot be had for less."""
    begun = time.process_time()
    sealed._key(["-1234567"], "any text", REAL_WORK)
    seconds = time.process_time() - begun
    tries = len({*range(*(math.floor(math.log(value) / sealed.STEP) for value in (0.01, 1.0)))})
    assert tries > 9_000_000
    assert seconds * tries > 2 * 24 * 3600


@pytest.mark.parametrize("value", [2e-9, 3e-7, 0.99999999, 1.0, 12345.678, 1.7e308, -0.25, 0.0])
def test_a_seal_opens_for_whoever_computes_the_mistake_and_not_far_from_it(value):
    mistakes = [sealed.seal([value], "This one.", "any text", work=2)]
    for error in np.linspace(-1, 1, 21):
        assert sealed.opened([value / (1 + 0.999e-8 * error)], mistakes, "any text", 2) == "This one."
    for far in (value / (1 + 6e-7) + 1e-9 * (value == 0), value * (1 - 6e-7) - 1e-9 * (value == 0), -value - 1e-3):
        assert sealed.opened([far], mistakes, "any text", 2) is None
    assert sealed.opened([value], mistakes, "another text", 2) is None


def test_without_the_slow_hash_a_check_says_so(ps1, monkeypatch):
    check = public_checks(known_to_the_checks(release.for_student(ps1, "ada")))
    wrong = next(iter(ps1.forms(ps1.numbers("ada"))["q1"].mistakes.values()))
    assert check("q1", wrong).passed is False
    monkeypatch.delattr("hashlib.scrypt")
    assert "cannot compare" in check("q1", wrong).message
    assert "not between" in check("q1", -1).message


def test_public_checks_tell_mistakes_and_never_more_than_that_they_pass(problem_set):
    forms = problem_set.forms(problem_set.numbers("ada"))
    check = public_checks(known_to_the_checks(release.for_student(problem_set, "ada")))
    for id, form in forms.items():
        if form.kind == "written":
            continue
        assert check(id, form.answer).message == PASSED
        assert check(id, ...).passed is None
        told = [h for h, w in form.mistakes.items() if form.kind != "choice" or w in form.told]
        assert [check(id, form.mistakes[hint]).message for hint in told] == told
    assert "There is no question" in check("q99", 1).message


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (float("nan"), "finite"), (float("inf"), "finite"), ("12", "a number; this is a str"), (None, "NoneType"),
        ([1.0], "one number"), (True, "bool"), (-1, "not between 0 and inf"), (12.5, PASSED),
    ],
)  # fmt: skip
def test_public_checks_say_what_is_wrong_with_the_form(ps1, answer, said):
    check = public_checks(known_to_the_checks(release.for_student(ps1, "ada")))
    assert said in check("q1", answer).message


def test_a_public_check_survives_a_function_that_fails(ps1):
    check = public_checks(known_to_the_checks(release.for_student(ps1, "ada")))
    assert "raises ZeroDivisionError" in check("q3", lambda *_: 1 / 0).message
    assert "a function; this is a float" in check("q3", 1.0).message
    assert check("q3", lambda *_: None).passed is None


def test_each_student_gets_a_notebook_with_numbers_of_their_own(released):
    found = {
        name: nbformat.read(released / f"ps1_resampling/{name}/ps1_resampling.ipynb", 4) for name in ("ada", "ben")
    }
    for notebook in found.values():
        nbformat.validate(notebook)
    sources = [{cell.id: cell.source for cell in notebook.cells} for notebook in found.values()]
    different = {id for id in sources[0] if sources[0][id] != sources[1][id]}
    assert different == {"public-checks", *(id for id in sources[0] if id.endswith("-numbers"))}


def test_the_instructor_keeps_a_record(released, ps1):
    record = json.loads((released / "ps1_resampling.release.json").read_text())
    assert record == {
        "assignment": "ps1_resampling",
        "personal": True,
        "source": ps1.digest,
        "students": ["ada", "ben"],
    }


def test_the_release_is_the_same_twice(ps1, tmp_path):
    first, second = (release.write(ps1, tmp_path / name, ["ada"])[0] for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_a_student_without_a_checkout_is_told_one_line(ps1, tmp_path):
    library = tmp_path / "modelcollapse-1.zip"
    library.write_bytes(b"the library")
    with zipfile.ZipFile(release.write(ps1, tmp_path, library=str(library))[0]) as archive:
        assert archive.read("ps1_resampling/modelcollapse-1.zip") == b"the library"
        for name in ("README.md", "ps1_resampling.ipynb"):
            assert (
                archive.read(f"ps1_resampling/{name}").decode().count("%pip install --quiet modelcollapse-1.zip") == 1
            )


def test_the_released_notebook_runs_without_answers(ps1):
    """Whoever opens it and runs all cells sees checks that wait, and no error."""
    names = {}
    for cell in release.for_student(ps1, "ada")["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], names)
    assert names["check"]("q1", names["weeks_left"]).passed is None


@pytest.mark.parametrize(
    ("roster", "reason"),
    [
        ("name\nAda\n", "a column id"),
        ("id\nada\nada\n", "calls two students 'ada'"),
        ("id,email\nada,x@y\nben,X@Y\n", "calls two students 'x@y'"),
        ("id\n../ada\n", "ids that can name a folder"),
    ],
)
def test_a_roster_that_cannot_work_is_refused(tmp_path, capsys, roster, reason):
    (tmp_path / "roster.csv").write_text(roster)
    with pytest.raises(SystemExit) as stopped:
        command.main(["release", str(COURSEWORK / "ps1_resampling"), "--roster", str(tmp_path / "roster.csv")])
    assert stopped.value.code == 2
    assert reason in capsys.readouterr().err
