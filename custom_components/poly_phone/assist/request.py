"""A voice request: which phone, and which contact to call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.helpers import area_registry as ar, floor_registry as fr
from homeassistant.helpers.intent import find_areas, find_floors

from ..actions.emergency_numbers import is_emergency_number
from ..actions.responses import ResponseData
from ..actions.table import ACTIONS
from ..const import CONF_VOICE_ANY_NUMBER, DOMAIN
from ..contacts import normalize_number
from ..coordinator import PhoneCoordinator
from ..errors import action_error
from .lookup import (
    Party,
    area_of,
    callable_parties,
    device_of,
    exposed_phones,
    find_by_name,
    floor_of,
    name_of,
    names_of,
    parse_spoken_number,
)

ATTR_AREA: Final = "area"
ATTR_CONTACT: Final = "contact"
ATTR_FLOOR: Final = "floor"
ATTR_NAME: Final = "name"


@dataclass(frozen=True, kw_only=True)
class AssistRequest:
    """A voice request with its context."""

    hass: HomeAssistant
    data: Mapping[str, Any]
    context: Context | None
    assistant: str | None
    """The assistant, which reaches only exposed phones; None reaches all."""

    area_id: str | None
    """The area of the microphone."""

    def phones(self) -> list[PhoneCoordinator]:
        """Return the phones that fit the request.

        Raises:
            ServiceValidationError: no phone fits.

        """
        found = exposed_phones(self.hass, self.assistant)
        if not found:
            raise action_error("voice_no_phone")
        name, area, floor = map(self.data.get, (ATTR_NAME, ATTR_AREA, ATTR_FLOOR))
        if name:
            found = find_by_name(
                name, ((one, phone) for phone in found for one in names_of(phone))
            )
        if area:
            areas = list(find_areas(area, ar.async_get(self.hass)))
            found = [phone for phone in found if area_of(phone) in areas]
        if floor:
            floors = list(find_floors(floor, fr.async_get(self.hass)))
            found = [phone for phone in found if floor_of(phone) in floors]
        if not found:
            raise action_error("voice_no_such_phone", filter(None, (name, area, floor)))
        return found

    def phone(self) -> PhoneCoordinator:
        """Return the requested phone.

        Raises:
            ServiceValidationError: no phone fits, or several do.

        """
        found = self.phones()
        near = [
            phone
            for phone in found
            if (area := area_of(phone)) and area.id == self.area_id
        ]
        if len(found := near or found) > 1:
            raise action_error("voice_several_phones", map(name_of, found))
        return found[0]

    def party(self, phone: PhoneCoordinator) -> Party:
        """Return the party to call.

        Raises:
            ServiceValidationError: no party has the name, or several have it, or the
                number is an emergency number.

        """
        spoken = self.data[ATTR_CONTACT].strip()
        self._refuse_emergency_number(spoken)
        known = list(callable_parties(phone))
        # A phone that is also a contact is one party.
        found = {
            normalize_number(party.number): party
            for party in find_by_name(spoken, known)
        }
        if not found and (number := parse_spoken_number(spoken)):
            is_known = normalize_number(number) in {
                normalize_number(party.number) for _, party in known
            }
            if is_known or phone.config_entry.options.get(CONF_VOICE_ANY_NUMBER):
                found = {number: Party(spoken, number)}
        if not found:
            raise action_error("voice_unknown_party", [spoken])
        if len(found) > 1:
            raise action_error(
                "voice_several_parties", (party.name for party in found.values())
            )
        (party,) = found.values()
        self._refuse_emergency_number(party.number)
        return party

    def _refuse_emergency_number(self, number: str) -> None:
        """Refuse emergency calls, because the assistant may have misunderstood."""
        if is_emergency_number(number, self.hass.config.country):
            raise action_error("voice_emergency")

    async def call_action(
        self, phone: PhoneCoordinator, action: str, **data: Any
    ) -> ResponseData:
        """Run an action on a phone with the permissions of the user."""
        response = await self.hass.services.async_call(
            DOMAIN,
            action,
            {ATTR_DEVICE_ID: device_of(phone).id, **data},
            blocking=True,
            context=self.context,
            return_response=ACTIONS[action].response is SupportsResponse.ONLY,
        )
        return dict(response or {})
