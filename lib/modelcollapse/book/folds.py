"""What a page folds or leaves out without being told by a tag. A Sphinx extension.

* Code that only shows a claim, or asks for an answer, is for the notebook: the page has the claim and the form.
* A theorem, its claims and its proof are one block, in this order, where an author wrote them one after the other.
* The section *More theory* is a fold. Headings in it stay in the contents, and whoever follows a link into it finds
  it open.
"""

from __future__ import annotations

import ast

from docutils import nodes

SHOWN_ONLY = {"show", "check", "ask"}
"""Functions whose call is not worth reading on a page: ``claims.show``, ``check``, ``ask``."""
FOLDED = "More theory"
QUIET, CLAIM = "mc-quiet", "mc-shows-claim"
"""Classes of cells without their code."""


class Fold(nodes.General, nodes.Element):
    """What stands folded away, under a line that says what it is."""


def only_shows(source: str) -> bool:
    """Return whether code does nothing but show a claim or wait for an answer.

    Examples
    --------
    >>> only_shows('from modelcollapse import claims\\n\\nclaims.show("gaussian.mean-sd")')
    True
    >>> only_shows('half_life = ...\\ncheck("gaussian.half-life", half_life)'), only_shows("check(1)\\nplay()")
    (True, False)
    """
    *before, last = ast.parse(source).body
    quiet = all(isinstance(line, ast.Import | ast.ImportFrom) or _waits(line) for line in before)
    call = last.value if isinstance(last, ast.Expr) else None
    if not quiet or not isinstance(call, ast.Call):
        return False
    return getattr(call.func, "id", getattr(call.func, "attr", "")) in SHOWN_ONLY


def _waits(line: ast.stmt) -> bool:
    return isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) and line.value.value is ...


def leave_out_code(app, doctree) -> None:
    """Leave out the code of cells that only show something."""
    for cell in doctree.findall(lambda node: node.get("nb_element") == "cell_code" if _is_element(node) else False):
        code = next((part for part in cell if part.get("nb_element") == "cell_code_source"), None)
        if code is not None and len(cell) > 1 and only_shows(code.astext()):
            cell.remove(code)
            cell["classes"].append(QUIET if ".show(" not in code.astext() else CLAIM)


def join_laws(app, doctree) -> None:
    """Put each theorem, the claims that follow it and its proof into one block."""
    for theorem in list(doctree.findall(_is_theorem)):
        around = theorem.parent
        start = end = around.index(theorem)
        while end + 1 < len(around) and (_is_proof(around[end + 1]) or _is_claim(around[end + 1])):
            end += 1
        if end > start:
            rest = around[start + 1 : end + 1]
            ordered = [*filter(_is_claim, rest), *filter(_is_proof, rest)]
            around[start : end + 1] = [nodes.container("", theorem, *ordered, classes=["mc-law"])]


def _is_theorem(node) -> bool:
    return type(node).__name__ == "theorem_node"


def _is_proof(node) -> bool:
    return _is_element(node) and node.get("design_component") == "dropdown" and node[0].astext().startswith("Proof")


def _is_claim(node) -> bool:
    return _is_element(node) and CLAIM in node.get("classes", ())


def _is_element(node) -> bool:
    return isinstance(node, nodes.Element)


def fold_sections(app, doctree, docname) -> None:
    """Fold the sections of that title, once the contents have been taken from them."""
    if app.builder.format != "html":
        return
    for section in list(doctree.findall(nodes.section)):
        if section[0].astext() == FOLDED:
            rest = section[1:]
            fold = Fold("", *rest, says=says(section))
            section[1:] = [fold]


def says(section: nodes.section) -> str:
    """Return what a fold holds: the titles of its subsections, or how many theorems."""
    titles = [part[0].astext() for part in section if isinstance(part, nodes.section)]
    return " · ".join(titles) or "For those who want all of it"


def open_fold(self, node) -> None:
    """Begin the fold in HTML."""
    self.body.append(f'<details class="mc-more"><summary>{self.encode(node["says"])}</summary>\n')


def close_fold(self, node) -> None:
    """End it."""
    self.body.append("</details>\n")


def setup(app):
    """Register with Sphinx."""
    app.add_node(Fold, html=(open_fold, close_fold))
    app.connect("doctree-read", leave_out_code)
    app.connect("doctree-read", join_laws)
    app.connect("doctree-resolved", fold_sections)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
