"""A voice request: which phone, and which contact to call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.const import ATTR_DEVICE_ID, Platform
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import (
    area_registry as ar,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.intent import find_areas, find_floors

from ..actions.emergency_numbers import may_be_emergency_number
from ..actions.responses import ResponseData
from ..actions.table import ACTIONS
from ..const import CONF_OUTSIDE_PREFIX, CONF_VOICE_ANY_NUMBER, DOMAIN
from ..coordinator import PhoneCoordinator
from ..errors import action_error
from ..phone_numbers import number_plan
from .lookup import (
    Party,
    area_of,
    callable_parties,
    device_of,
    exposed_phones,
    find_by_name,
    floor_of,
    host_of,
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
        self._refuse_emergency_number(spoken, phone)
        key = number_plan(self.hass).key
        known = list(callable_parties(phone))
        number = parse_spoken_number(spoken)
        if number is None:
            matches = find_by_name(spoken, known)
        else:
            host = host_of(number)
            matches = [
                party
                for _, party in known
                if key(party.number) == key(number)
                and host in ("", host_of(party.number))
            ]
            options = phone.config_entry.options
            if not matches and options.get(CONF_VOICE_ANY_NUMBER):
                matches = [Party(self.national(number) or spoken, number)]
        # A phone that is also a contact is one party.
        found = {(key(one.number), host_of(one.number)): one for one in matches}
        if not found:
            raise action_error("voice_unknown_party", [spoken])
        if len(found) > 1:
            raise action_error(
                "voice_several_parties", (party.name for party in found.values())
            )
        (party,) = found.values()
        self._refuse_emergency_number(party.number, phone)
        return party

    def national(self, number: str | None) -> str | None:
        """Return a number as people of the country write it."""
        return number_plan(self.hass).national(number) if number else None

    def _refuse_emergency_number(self, number: str, phone: PhoneCoordinator) -> None:
        """Refuse emergency calls, because the assistant may have misunderstood."""
        prefix = phone.config_entry.options.get(CONF_OUTSIDE_PREFIX, "")
        if may_be_emergency_number(number, number_plan(self.hass), prefix):
            raise action_error("voice_emergency")

    async def check_control(
        self, phone: PhoneCoordinator, platform: Platform, key: str
    ) -> None:
        """Require the user's permission to control an entity of a phone.

        Raises:
            Unauthorized: the user lacks permission.

        """
        user_id = self.context.user_id if self.context else None
        if not user_id:
            return
        user = await self.hass.auth.async_get_user(user_id)
        entity_id = er.async_get(self.hass).async_get_entity_id(
            platform, DOMAIN, f"{phone.mac}_{key}"
        )
        if not user or (
            entity_id and not user.permissions.check_entity(entity_id, POLICY_CONTROL)
        ):
            raise Unauthorized(
                context=self.context, entity_id=entity_id, permission=POLICY_CONTROL
            )

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
