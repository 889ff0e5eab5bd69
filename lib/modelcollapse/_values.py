"""Functions with parameters as values: equal to their equals, hashable, picklable, and printed as they were written."""

from __future__ import annotations

from dataclasses import fields


class Value:
    """What a frozen dataclass inherits to be called like a function and printed like the call that made it.

    A closure would do the same work, but no two closures are equal, none can be pickled, and nobody sees what is in it.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, repr=False)
    ... class power(Value):
    ...     exponent: float
    ...
    ...     def __call__(self, x):
    ...         return x**self.exponent
    >>> power(2), power(2)(3), power(2) == power(2)
    (power(2), 9, True)
    """

    def __repr__(self) -> str:
        arguments = [(field, shown(getattr(self, field.name))) for field in fields(self)]
        written = [f"{field.name}={value}" if field.kw_only else value for field, value in arguments]
        return f"{type(self).__name__}({', '.join(written)})"

    def _set(self, **values) -> None:
        """Store checked arguments, which only ``__post_init__`` may do."""
        for name, value in values.items():
            object.__setattr__(self, name, value)


def shown(value: object) -> str:
    """Return what stands for ``value`` in a call: the name of a function, the repr of anything else."""
    return getattr(value, "__qualname__", None) or repr(value)
