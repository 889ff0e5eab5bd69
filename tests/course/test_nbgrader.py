"""nbgrader reads the notebooks, with solutions and without, and knows their points; it gives none by itself."""

import json
import subprocess
import sys

from modelcollapse.course import notebook as notebooks
from modelcollapse.course import release

# In a process of its own: nbgrader warns of what it uses itself.
PROGRAM = """
import json, sys
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator, read
from nbgrader.preprocessors import CheckCellMetadata, ClearSolutions

notebook = read(sys.argv[1], as_version=4)
MetadataValidator().validate_nb(notebook)
CheckCellMetadata().preprocess(notebook, {})
graded = {cell.metadata.nbgrader.grade_id: utils.determine_grade(cell) for cell in notebook.cells if utils.is_grade(cell)}
locked = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if utils.is_locked(cell)]
cleared = ClearSolutions().preprocess(notebook, {})[0]
print(json.dumps([graded, locked, "".join(cell.source for cell in cleared.cells)]))
"""


def as_nbgrader_sees(path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_nbgrader_reads_the_source_and_the_release(problem_set, tmp_path):
    notebooks.write(tmp_path / "released.ipynb", release.for_student(problem_set, "ada"))
    points = {question.id: [None, question.points] for question in problem_set.questions}
    for path in (problem_set.folder / f"{problem_set.name}.ipynb", tmp_path / "released.ipynb"):
        graded, locked, cleared = as_nbgrader_sees(path)
        assert graded == points, "no points until a human gives them: nbgrader compares inside the student's process"
        assert set(problem_set.locked) <= set(locked)
        assert "BEGIN SOLUTION" not in cleared
