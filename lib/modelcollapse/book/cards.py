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
    """Return the card of a chapter: what you will be able to do, what comes before, and how long it takes.

    Examples
    --------
    >>> card("gaussian_resampling").text.splitlines()[-1]
    'Before this: a normal distribution. 35 minutes to read, 15 seconds to run. Level: core.'
    """
    known = chapters()[valid.choice("chapter", chapter, chapters())]
    ending = (
        f"{known['before']}. {known['minutes']} minutes to read, {known['seconds']} seconds to run. "
        f"Level: {known['level']}."
    )
    text = "You will be able to:\n" + "\n".join(f"- {o['text']} [{o['id']}]" for o in known["outcomes"])
    items = " · ".join(
        f'{html.escape(o["text"])} <span class="mc-outcome" id="outcome-{o["id"]}">{o["id"]}</span>'
        for o in known["outcomes"]
    )
    page = (
        f'<div class="mc-card" role="note"><p><strong>You will be able to</strong> {items}.</p>'
        f"<p><strong>Before this:</strong> {html.escape(ending)}</p></div>"
    )
    return Page(f"{text}\nBefore this: {ending}", page)
