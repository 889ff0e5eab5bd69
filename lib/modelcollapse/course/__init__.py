"""Problem sets: released without solutions, graded in a sandbox, returned with hints. `python -m modelcollapse.course`.

A student's notebook needs `public_checks` alone, which is plain Python.
"""

from modelcollapse.course.public import public_checks

__all__ = ["public_checks"]
