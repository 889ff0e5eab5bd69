"""The card at the head of a chapter."""

from __future__ import annotations

import html

from modelcollapse import _validation as valid
from modelcollapse.contents import chapters


class Page:
    """A piece of HTML that a notebook displays."""

    def __init__(self, text: str, page: str):
        self.text, self._page = text, page

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self._page


def card(chapter: str) -> Page:
    """Return the card of a chapter, a line: how long it takes, its level, what it needs; it unfolds to the outcomes.

    Examples
    --------
    >>> print(card("the_loop").text.split("\\n")[1])
    You will be able to:
    """
    known = chapters()[valid.choice("chapter", chapter, chapters())]
    line = f"{known['minutes']} minutes · {known['level']} · needs: {known['before']}"
    outcomes = "\n".join(f"- {each['text']} [{each['id']}]" for each in known["outcomes"])
    items = "".join(
        f'<li id="outcome-{each["id"]}">{html.escape(each["text"])} <span class="mc-outcome">{each["id"]}</span></li>'
        for each in known["outcomes"]
    )
    page = (
        f'<details class="mc-card"><summary>{html.escape(line)} · <em>what you will be able to do</em></summary>'
        f"<ul>{items}</ul><p>As a notebook it runs in {known['seconds']} seconds.</p></details>"
    )
    return Page(f"{line}\nYou will be able to:\n{outcomes}", page)
