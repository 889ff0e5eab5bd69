"""What every problem set must have, whoever wrote it."""

import itertools
import math

import pytest
import yaml
from modelcollapse.contents import chapters
from modelcollapse.course import draws
from modelcollapse.course.assignment import load
from modelcollapse.course.author import outcomes_map
from modelcollapse.course.plain import plain, same
from modelcollapse.course.questions import Function, Written

from tests.course.conftest import COURSEWORK, SETS

CLASS = [f"student-{i}" for i in range(300)]
READ_BY_A_PERSON = (0.3, 0.4)


@pytest.fixture(scope="module")
def class_forms(problem_set):
    """Student → question → what is right and wrong for them: that it can be made at all is a test."""
    return {student: problem_set.forms(problem_set.numbers(student)) for student in CLASS}


def test_it_has_six_to_eight_questions_and_a_person_reads_a_third_of_the_points(problem_set):
    assert 6 <= len(problem_set.questions) <= 8
    forms = problem_set.forms(problem_set.numbers())
    read = sum(q.points for q in problem_set.questions if forms[q.id].kind == "written")
    least, most = (1, 1) if problem_set.name == "capstone" else READ_BY_A_PERSON
    assert least <= read / problem_set.points <= most


def test_every_question_names_outcomes_of_the_book(problem_set):
    known = {outcome["id"] for card in chapters().values() for outcome in card["outcomes"]}
    assert not {id for question in problem_set.questions for id in question.outcomes} - known


def test_every_mistake_earns_less_than_full_points_and_gets_its_own_hint(problem_set, class_forms):
    for forms in class_forms.values():
        for form in forms.values():
            if isinstance(form, Written):
                continue
            assert len(form.mistakes) >= 2
            for hint, wrong in form.mistakes.items():
                reply = form.outputs(wrong) if isinstance(form, Function) else plain(wrong)
                assert form.earned(reply) < 1, f"{form.variable}: {hint}"
                assert form.hint(reply) == hint, f"{form.variable}: {hint}"


def test_hints_are_sentences(class_forms):
    hints = {h for form in class_forms[CLASS[0]].values() for h in [*form.mistakes, getattr(form, "otherwise", "Yes.")]}
    assert not [hint for hint in hints if hint[-1] not in ".?" and len(hint) > 60]


def test_numeric_questions_differ_from_student_to_student(problem_set, class_forms):
    """A classmate's answers are right for fewer than one pair in a thousand."""
    for question in problem_set.questions:
        if class_forms[CLASS[0]][question.id].kind != "number":
            continue
        assert question.draws, f"{question.id} has the same numbers for all"
        answers = [plain(class_forms[student][question.id].answer) for student in CLASS]
        hits = sum(same(one, other) for one, other in itertools.permutations(answers, 2))
        assert hits / math.perm(len(CLASS), 2) < 0.001, question.id


def test_the_same_student_always_gets_the_same_numbers(problem_set):
    """Recorded: whatever changes in Python or NumPy, what was handed out must not."""
    assert draws.drawn("ps1", "ada", {"n": draws.Integer(2, 1000), "p": draws.Uniform(0, 1)}) == RECORDED
    assert problem_set.numbers("ada") == problem_set.numbers("ada") != problem_set.numbers("ben")


RECORDED = {"n": 396, "p": 0.773902}


def test_the_map_of_outcomes_is_complete():
    """What `author` writes: each outcome of the chapters that a problem set is about, and the questions that ask for it."""
    sets = [load(folder) for folder in SETS]
    text = (COURSEWORK / "outcomes.yml").read_text(encoding="utf-8")
    assert text == outcomes_map(sets), "run: python -m modelcollapse.course author coursework/*/"
    mapped = yaml.safe_load(text)
    assert not [id for id, known in mapped.items() if not known["questions"]], "outcomes that no question asks for"
    asked = {id for each in sets for question in each.questions for id in question.outcomes}
    assert asked <= set(mapped), "a question asks for an outcome of a chapter that its set does not name"
