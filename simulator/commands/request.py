"""What a command gets, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeIs

from simulator.phone.phone import Phone
from simulator.return_codes import Code, RefusedError

type Reply = Mapping[str, object]

type Handler = Callable[[Phone, Request], Reply]

DONE: Reply = {}
"""The reply of what has nothing to tell but that it is done."""


@dataclass(frozen=True)
class Request:
    """What a client sent along with a path."""

    data: object = None
    """The `data` of the body."""
    body: object = None
    """The whole body."""
    query: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> Mapping[str, object]:
        """The body's fields; a body may be missing altogether."""
        if self.data is None:
            return {}
        if not is_object(self.data):
            raise RefusedError(Code.BAD_INPUT)
        return self.data

    def text(self, *names: str) -> str | None:
        """A field under one of its names, as text; numbers are taken as well."""
        fields = self.fields()
        value = next((fields[name] for name in names if name in fields), None)
        if value is None or value == "":
            return None
        if not isinstance(value, str | int):
            raise RefusedError(Code.BAD_INPUT)
        return str(value)

    def required(self, *names: str) -> str:
        """A field that must be there."""
        if (value := self.text(*names)) is None:
            raise RefusedError(Code.BAD_INPUT)
        return value


def is_object(value: object) -> TypeIs[Mapping[str, object]]:
    """Whether a JSON value is an object."""
    return isinstance(value, Mapping)
