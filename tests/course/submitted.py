"""Submissions for the tests of the grader: made from what the release hands out, by people of all kinds."""

import copy

from modelcollapse.course import notebook as notebooks
from modelcollapse.course import release
from modelcollapse.course.roster import Student


class PersonalNumbers(dict):
    """Student → numbers, as a release with a roster gives them."""

    def __init__(self, problem_set):
        super().__init__()
        self.problem_set = problem_set

    def __missing__(self, student):
        return self.problem_set.numbers(student)


def roster_of(ids):
    """A roster of nothing but ids."""
    return {id: Student(id) for id in ids}


def answered(problem_set, student, questions, *, changed=None):
    """The released notebook with the author's solutions of some questions, and other sources for some cells."""
    released = copy.deepcopy(release.for_student(problem_set, student))
    solved = {cell["name"]: cell["source"] for cell in problem_set.notebook["cells"] if cell["name"] in questions}
    for cell in released["cells"]:
        cell["source"] = {**solved, **(changed or {})}.get(cell["name"], cell["source"])
    return released


def code(source, name="mine"):
    """A code cell."""
    cell = {"cell_type": "code", "id": name, "name": name, "metadata": {}, "execution_count": None, "outputs": []}
    return cell | {"source": source}


def hand_in(folder, student, notebook, *, name="notebook.ipynb"):
    """Write a notebook into a student's folder."""
    (folder / student).mkdir(parents=True, exist_ok=True)
    notebooks.write(folder / student / name, notebook)
