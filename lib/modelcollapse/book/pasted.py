"""What every field has into which a reader pastes a text: texts to try, what is said of them, and a table without a form."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

from modelcollapse.book import publishing

MOST = 20_000
"""Characters that a field takes."""


@dataclass(frozen=True)
class PastedText:
    """A field for a text: on a page a form, with a kernel a table of what is said of the examples.

    A kind of field gives `said`, and a `form` that adds to the common parts what belongs to it alone.
    """

    examples: Mapping[str, str]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {self.said(text)}" for name, text in self.examples.items())

    def _repr_html_(self) -> str:
        return self.form() if publishing.is_published() else self._table()

    def said(self, text: str) -> str:
        """Return what the field says of a text."""
        raise NotImplementedError

    def form(self) -> str:
        """Return the form, as HTML."""
        raise NotImplementedError

    def _table(self) -> str:
        rows = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(self.said(text))}</td></tr>"
            for name, text in self.examples.items()
        )
        return f"<table>{rows}</table>"

    def _form(self, kind: str, label: str, told: str, **data: object) -> str:
        """The form: a field, texts to try, what is ``told``, and the text as it was read."""
        buttons = "".join(
            f'<button type="button" data-text="{html.escape(text)}">{html.escape(name)}</button>'
            for name, text in self.examples.items()
        )
        known = "".join(f' data-{name}="{html.escape(str(value))}"' for name, value in data.items())
        return (
            f'<form class="mc-pasted mc-{kind}"{known} autocomplete="off" hidden>'
            f'<label>{label}<textarea rows="5" maxlength="{MOST}" spellcheck="false"></textarea></label>'
            f'<div class="mc-texts" role="group" aria-label="Texts to try">{buttons}</div>'
            f'{told}<p class="mc-read" aria-hidden="true"></p></form>'
            f"<noscript><p>With JavaScript on, you can paste a text here.</p>{self._table()}</noscript>"
        )
