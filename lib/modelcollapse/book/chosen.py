"""What an author writes gets what it asks for: functions that name the controls which they need."""

from __future__ import annotations

import inspect

from modelcollapse import _validation as valid


class Chosen:
    """A function that gets, besides its first arguments, the controls that its parameters name."""

    def __init__(self, role, function, first, controls):
        kinds = inspect.Parameter
        parameters = list(inspect.signature(function).parameters.values())
        positional = [p for p in parameters if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
        rest = [p for p in parameters if p not in positional[: len(first)]]
        self.function = function
        self.all = any(p.kind is kinds.VAR_KEYWORD for p in rest)
        self.names = {p.name for p in rest}
        several = any(p.kind is kinds.VAR_POSITIONAL for p in rest)
        unknown = [
            p.name for p in rest if p.default is kinds.empty and p.name not in controls and p.kind.name[:3] != "VAR"
        ]
        if unknown or len(positional) < len(first) and not several:
            wanted = ", ".join([*first, *(f"{name}=…" for name in controls)])
            raise valid.refuse(role, f"{role}{inspect.signature(function)}", f"a function that takes ({wanted})")

    def wanted(self, params):
        """The entries of ``params`` that the function asks for."""
        return {name: value for name, value in params.items() if self.all or name in self.names}

    def __call__(self, first, params):
        return self.function(*first, **self.wanted(params))
