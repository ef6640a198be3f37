"""Replies about the device: model, firmware, load and location."""

from simulator.phone.phone import Phone
from simulator.return_codes import Code, RefusedError

from .request import Reply, Request

_EMPTY_ADDRESS = (
    *("Country", "State", "City", "District", "Division", "StreetGroup", "Street"),
    *("Street1", "Street2", "House Number", "House Num. Suff.", "Place Type "),
    *("Place Name", "Add. Info", "Landmark", "Neighbourhood Block", "Post Box"),
    *("Zip Code", "Postal Name", "Building", "Unit", "Floor", "Room", "Seat"),
    *("Additional Code", "Road", "Road Section", "Road SubSection", "Road Branch"),
    *("Road Pre Modifier", "Road Post Modifier"),
)
_MEMORY = 536_870_912


def device_info_v1(phone: Phone, _request: Request) -> Reply:
    """Return model, firmware, uptime and addresses."""
    profile = phone.profile
    return {
        "data": {
            "ModelNumber": profile.model,
            "FirmwareRelease": profile.firmware,
            "DeviceType": "hardwareEndpoint",
            "DeviceVendor": profile.vendor,
            "UpTimeSinceLastReboot": profile.uptime(phone.uptime),
            "IPV4Address": phone.address,
            "IPV6Address": "::",
            "MACAddress": phone.mac,
            "AttachedHardware": profile.attached_hardware,
        }
    }


def device_info_v2(phone: Phone, _request: Request) -> Reply:
    """Return the same and more, in the newer format."""
    profile, uptime = phone.profile, phone.uptime
    in_call = any(call.is_alive for call in phone.calls)
    return {
        "data": {
            "DeviceType": "HardwareEndpoint",
            "ModelNumber": profile.model,
            "DeviceVendor": profile.vendor,
            "Firmware": {
                "Application": f"{profile.firmware} {profile.built}",
                "Updater": profile.updater,
                "BootBlock": profile.boot_block,
            },
            "UpTime": {
                "Days": uptime.days,
                "Hours": uptime.seconds // 3600,
                "Minutes": uptime.seconds // 60 % 60,
                "Seconds": uptime.seconds % 60,
            },
            "MACAddress": phone.mac,
            "IPAddress": phone.address,
            "IPStack": "IPv4 Only",
            "PreferredNetwork": "IPv6",
            "IPv6Address": "::",
            "IPv6LinkAddress": "::",
            "IPv6ULAAddress": "::",
            "AppState": "AppStateCall" if in_call else "AppStateMenu",
            "ReadyToUse": True,
            "CanApplyShutdownRequest": not in_call,
            "IntendToShutdown": phone.restart_pending,
            "AttachedHardware": profile.attached_hardware,
        }
    }


def device_stats(phone: Phone, _request: Request) -> Reply:
    """Return load and memory.

    Firmware 5 has `RAMDiskSize` inside `Memory`.
    """
    load = 12 + 25 * len(phone.calls) + 8 * phone.random.random()
    used = 268_435_456 + 4_194_304 * len(phone.calls)
    memory: dict[str, object] = {
        "Total": _MEMORY,
        "Used": used,
        "Free": _MEMORY - used,
        "Cached": 201_326_592,
        "SReclaim": 20_971_520,
        "ComAS": 0,
        "polyapp": _memory_arena(13_107_200, 36_700_160),
        "pgui": _memory_arena(20_971_520, 83_886_080),
    }
    disk = {"RAMDiskSize": 67_108_864}
    old = phone.profile.firmware.startswith("5.")
    return {
        "data": {
            "CPU": {"Current": f"{load:.1f}", "Average": f"{load * 0.9:.1f}"},
            "Memory": memory | disk if old else memory,
            **({} if old else disk),
        }
    }


def location_info(phone: Phone, _request: Request) -> Reply:
    """Return the civic address; some keys have blanks and dots."""
    if phone.skype:
        raise RefusedError(Code.NOT_SUPPORTED)
    address = {"Country": "NL", "City": "Utrecht", "Floor": "2", "Room": "2.14"}
    return {"data": dict.fromkeys(_EMPTY_ADDRESS, "") | address}


def paired_devices(_phone: Phone, _request: Request) -> Reply:
    """Return the devices connected to a conference phone."""
    return {
        "data": {
            "ConnectedDeviceList": [
                {
                    "ComponentList": [
                        _component("displayUI", "Visual+", "2040-1001"),
                        _component("cameraSrc", "EagleEye Mini", "2040-1002"),
                    ]
                }
            ]
        }
    }


def _memory_arena(arena: int, used: int) -> dict[str, int]:
    return {"arena": arena, "hblkhd": used // 2, "uordblks": used, "fordblks": 262_144}


def _component(kind: str, name: str, serial: str) -> dict[str, str]:
    return {
        "componentType": kind,
        "componentName": name,
        "componentDetail": "Connected",
        "componentSerialNumber": serial,
        "componentUri": f"usb://{serial}",
    }
