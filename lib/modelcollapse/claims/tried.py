"""Other seeds, committed: on how many each claim was tried as it is defined now, and how near it came to failing.

``python -m modelcollapse.claims --record`` writes it. A claim is measured again when its definition has changed: its
function, with everything in its own module that the function uses. The wording of its statement is no part of that.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from modelcollapse import _closure
from modelcollapse.claims.registry import registered
from modelcollapse.claims.seeds import Trials, try_seeds

STORE = Path(str(resources.files("modelcollapse.data"))) / "seeds.json"
SEEDS = 20
FAR = 1000.0
"""A strain that is not told from a larger one."""


@dataclass(frozen=True)
class Tried:
    """What was found when a claim of this ``definition`` was tried on other seeds; see `Trials`."""

    definition: str
    tried: int
    held: int
    strain: float
    varies: bool

    def __str__(self) -> str:
        return f"held on {self.held} of {self.tried} other seeds" if self.varies else "does not depend on the seed"


def definition(id: str) -> str:
    """Return a hash of a claim's function and of all that it uses in its module, without comments and statement."""
    measure = registered()[id].measure
    tree = _module(sys.modules[measure.__module__].__file__)
    body = [_undecorated(node) if getattr(node, "name", "") == measure.__name__ else node for node in tree.body]
    needed = _closure.sliced(ast.Module(body, []), measure.__name__)
    return hashlib.sha256(ast.dump(needed).encode()).hexdigest()[:12]


@cache
def _module(path: str) -> ast.Module:
    return ast.parse(Path(path).read_text(encoding="utf-8"))


def _undecorated(function: ast.FunctionDef) -> ast.FunctionDef:
    bare = copy(function)
    bare.decorator_list = []
    return bare


def stored() -> dict[str, Tried]:
    """Return what is stored, by id."""
    rows = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    return {id: Tried(**row) for id, row in rows.items()}


def tried(id: str) -> Tried | None:
    """Return what is stored of a claim as it is defined now, or None if it was not tried since."""
    found = stored().get(id)
    return found if found and found.definition == definition(id) else None


def record(ids: Iterable[str], *, again: bool = False, jobs: int = 1) -> Iterator[Trials]:
    """Try the claims that were not tried as they are defined now, and yield each once it is stored.

    With ``again`` the others are tried once more, too: what they simulate may have changed elsewhere in the library.
    What is stored of claims that are no longer there is dropped.
    """
    kept = {id: row for id, row in stored().items() if id in registered()}
    definitions = {id: definition(id) for id in ids}
    changed = [id for id, now in definitions.items() if again or id not in kept or kept[id].definition != now]
    _save(kept)
    for trials in try_seeds(changed, SEEDS, jobs=jobs):
        id = trials.verdict.claim.id
        strain = round(min(trials.strain, FAR), 3)
        kept[id] = Tried(definitions[id], trials.tried, trials.held, strain, trials.varies)
        _save(kept)
        yield trials


def _save(rows: dict[str, Tried]) -> None:
    """Write a line a claim, in the order of the book, in one step."""
    lines = (f"{json.dumps(id)}: {json.dumps(asdict(rows[id]))}" for id in registered() if id in rows)
    unfinished = STORE.with_suffix(".partial")
    unfinished.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    unfinished.replace(STORE)
