"""The state of a phone as XML, for state polling."""

from xml.etree.ElementTree import Element

from simulator.phone.phone import Phone
from simulator.profiles import DOMAIN, GATEWAY, NETMASK

from .event_xml import add_call_info, add_children, add_line_info, add_time


def call_state(phone: Phone) -> list[Element]:
    """Return one `CallLineInfo` per line, with its calls."""
    top = Element("Calls")
    for line in phone.lines:
        about = add_line_info(top, line)
        calls = [call for call in phone.calls if call.line == line]
        add_children(about, LineState="Active" if calls else "Inactive")
        for call in calls:
            add_call_info(about, phone, call)
    return list(top)


def device_state(phone: Phone) -> list[Element]:
    """Return `DeviceInformation`; the name of the element is a guess."""
    device = Element("DeviceInformation")
    numbers = (f"Line{line.number}:{line.extension}" for line in phone.lines)
    add_children(
        device,
        MACAddress=phone.mac,
        PhoneDN=",".join(numbers),
        AppLoadID=f"{phone.profile.firmware} {phone.profile.built}",
        UpdaterID=phone.profile.updater,
        ModelNumber=phone.profile.model,
    )
    add_time(device, phone)
    return [device]


def network_state(phone: Phone) -> list[Element]:
    """Return `NetworkConfiguration`; the name of the element is a guess."""
    network = Element("NetworkConfiguration")
    add_children(
        network,
        DHCPServer=GATEWAY,
        MACAddress=phone.mac,
        DNSSuffix=DOMAIN,
        IPAddress=phone.address,
        SubnetMask=NETMASK,
        ProvServer=f"provisioning.{DOMAIN}",
        DefaultRouter=GATEWAY,
        DNSServer1=GATEWAY,
        DNSServer2="",
        VLANID="",
        DHCPEnabled="Yes",
    )
    return [network]


HANDLERS = {
    "/polling/callstatehandler": call_state,
    "/polling/devicehandler": device_state,
    "/polling/networkhandler": network_state,
}
"""The path of each part of the state, in lower case."""
