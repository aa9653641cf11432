"""The field expansion grammar of the Graph API, read into a tree. Pure.

    fields   := field ("," field)*
    field    := name modifier* [ "{" fields "}" ]
    modifier := "." name "(" argument ")"

Modifiers may stand in any order; blanks around names and separators are allowed. Percent-encoding is undone before
(by the HTTP layer). An argument is everything up to the closing parenthesis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DEEPEST: Final = 16
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ARGUMENT: Final = re.compile(r"[^()]*")
_BLANK: Final = re.compile(r"\s*")


class ExpansionError(ValueError):
    """A `fields` parameter that the grammar does not allow, with the position of the first wrong character."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        self.position = position
        super().__init__(f"Syntax error at character {position} of {text[:60]!r}: expected {expected}")


@dataclass(frozen=True, slots=True)
class Field:
    """One requested field. `fields` is None where no braces follow, and never empty."""

    name: str
    modifiers: tuple[tuple[str, str], ...] = ()
    fields: tuple[Field, ...] | None = None

    def modifier(self, name: str) -> str | None:
        """The argument of a modifier, the last one if it is repeated."""
        return dict(self.modifiers).get(name)

    def __str__(self) -> str:
        inner = "{" + write_fields(self.fields) + "}" if self.fields else ""
        return self.name + "".join(f".{name}({argument})" for name, argument in self.modifiers) + inner


@lru_cache(4_096)
def parse_fields(text: str) -> tuple[Field, ...]:
    """Read a `fields` parameter. Raises ExpansionError; an empty text is one."""
    return _Reader(text).read()


def write_fields(fields: tuple[Field, ...]) -> str:
    """The shortest text that parses to these fields."""
    return ",".join(str(field) for field in fields)


class _Reader:
    """A cursor over the text with one method per rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def read(self) -> tuple[Field, ...]:
        """The whole text as fields."""
        fields = self._fields(0)
        if self._at < len(self._text):
            raise ExpansionError(self._text, self._at, "a comma or the end")
        return fields

    def _fields(self, depth: int) -> tuple[Field, ...]:
        if depth > DEEPEST:
            raise ExpansionError(self._text, self._at, f"at most {DEEPEST} levels")
        found = [self._field(depth)]
        while self._skip(","):
            found.append(self._field(depth))
        return tuple(found)

    def _field(self, depth: int) -> Field:
        name, modifiers = self._name(), []
        while self._skip("."):
            modifiers.append((self._name(), self._argument()))
        fields = None
        if self._skip("{"):
            fields = self._fields(depth + 1)
            self._expect("}")
        return Field(name, tuple(modifiers), fields)

    def _name(self) -> str:
        self._blank()
        found = _NAME.match(self._text, self._at)
        if found is None:
            raise ExpansionError(self._text, self._at, "a field name")
        self._at = found.end()
        self._blank()
        return found.group()

    def _argument(self) -> str:
        self._expect("(")
        found = _ARGUMENT.match(self._text, self._at)
        argument = found.group() if found else ""
        self._at += len(argument)
        self._expect(")")
        return argument.strip()

    def _skip(self, mark: str) -> bool:
        if self._text[self._at : self._at + 1] != mark:
            return False
        self._at += 1
        self._blank()
        return True

    def _expect(self, mark: str) -> None:
        if not self._skip(mark):
            raise ExpansionError(self._text, self._at, repr(mark))

    def _blank(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
