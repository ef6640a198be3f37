"""The input and output of a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeIs

from simulator.phone.phone import Phone
from simulator.return_codes import Code, RefusedError

type Reply = Mapping[str, object]

type Handler = Callable[[Phone, Request], Reply]

DONE: Reply = {}
"""The reply of a command that returns only its status."""


@dataclass(frozen=True)
class Request:
    """The content of a request."""

    data: object = None
    """The `data` of the body."""
    body: object = None
    """The whole body."""
    query: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> Mapping[str, object]:
        """Return the fields of the body; without a body, none."""
        if self.data is None:
            return {}
        if not is_object(self.data):
            raise RefusedError(Code.BAD_INPUT)
        return self.data

    def text(self, *names: str) -> str | None:
        """Return a field as text, by one of its names."""
        fields = self.fields()
        value = next((fields[name] for name in names if name in fields), None)
        if value is None or value == "":
            return None
        if not isinstance(value, str | int):
            raise RefusedError(Code.BAD_INPUT)
        return str(value)

    def required(self, *names: str) -> str:
        """Return a field, or reject a request without it."""
        if (value := self.text(*names)) is None:
            raise RefusedError(Code.BAD_INPUT)
        return value


def is_object(value: object) -> TypeIs[Mapping[str, object]]:
    """Return whether a JSON value is an object."""
    return isinstance(value, Mapping)
