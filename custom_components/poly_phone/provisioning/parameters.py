"""Applies the parameters of a feature to a phone, and restores the earlier values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..ucs import UcsClient, UcsCommandError

_REFUSALS: Final = frozenset({4000, 4004})
"""Return codes of phones that will never accept these parameters."""


class Outcome(StrEnum):
    """The result of applying or restoring parameters."""

    DONE = "done"
    UNCHANGED = "unchanged"
    NOT_SUPPORTED = "not_supported"
    IN_CALL = "in_call"
    """Nothing was written, because writing can disturb a call."""
    REFUSED = "refused"
    IN_USE = "in_use"
    """Nothing was written, because another system uses the feature."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The parameters of a feature on one phone."""

    parameters: Mapping[str, str]
    owner_parameter: str
    """The parameter whose value shows which system uses the feature."""

    is_own: Callable[[str], bool]
    """Returns whether an owner value was set for this config entry."""

    is_leftover: Callable[[str], bool] = lambda _: False
    """Returns whether an owner value was set for a deleted config entry."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcome, with the value of another system's owner parameter."""

    outcome: Outcome
    owner_value: str = ""


async def async_apply(
    client: UcsClient,
    plan: Plan,
    *,
    taken_over: str | None,
    remember: Callable[[Mapping[str, str]], None],
) -> Result:
    """Write the parameters that differ, and read them back.

    Args:
        client: The client of the phone.
        plan: The parameters. Those that the phone does not know are left out.
        taken_over: The owner value that the user allowed to replace.
        remember: Saves the earlier values; it is called before anything is written.

    Raises:
        UcsError: the phone cannot be reached or fails.

    """
    current = await _async_values(client, plan.parameters)
    if plan.owner_parameter not in current:
        return Result(outcome=Outcome.NOT_SUPPORTED)
    owner = current[plan.owner_parameter]
    is_ours = plan.is_own(owner) or plan.is_leftover(owner)
    if owner and owner != taken_over and not is_ours:
        return Result(outcome=Outcome.IN_USE, owner_value=owner)
    changes = {
        name: value
        for name, value in plan.parameters.items()
        if name in current and current[name] != value
    }
    if not changes:
        return Result(outcome=Outcome.UNCHANGED)
    if await client.calls():
        return Result(outcome=Outcome.IN_CALL)
    before = {name: current[name] for name in changes}
    if is_ours:
        before[plan.owner_parameter] = ""
    remember(before)
    is_written = await _async_write(client, changes)
    return Result(outcome=Outcome.DONE if is_written else Outcome.REFUSED)


async def async_restore(
    client: UcsClient, plan: Plan, before: Mapping[str, str]
) -> Outcome:
    """Restore the earlier values, unless another system uses the feature by now.

    Raises:
        UcsError: the phone cannot be reached or refuses.

    """
    if await client.calls():
        return Outcome.IN_CALL
    current = await _async_values(client, [plan.owner_parameter])
    if not plan.is_own(current.get(plan.owner_parameter, "")):
        return Outcome.IN_USE
    await client.config_set({plan.owner_parameter: "", **before})
    return Outcome.DONE


async def _async_values(
    client: UcsClient, names: Mapping[str, str] | list[str]
) -> dict[str, str]:
    found = await client.config_get(list(names))
    return {name: parameter.value for name, parameter in found.items()}


async def _async_write(client: UcsClient, changes: Mapping[str, str]) -> bool:
    """Write parameters; return whether the phone has them now."""
    try:
        await client.config_set(changes)
    except UcsCommandError as err:
        if err.code in _REFUSALS:
            return False
        raise
    current = await _async_values(client, changes)
    return all(current.get(name) == value for name, value in changes.items())
