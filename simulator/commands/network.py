"""Replies about the network."""

from simulator.phone.phone import Phone
from simulator.profiles import DOMAIN, GATEWAY, NETMASK, format_clock_time
from simulator.return_codes import Code, RefusedError

from .request import DONE, Reply, Request


def network_info(phone: Phone, _request: Request) -> Reply:
    """Return addresses and their sources, without MAC address and host name."""
    data: dict[str, object] = {
        "DHCP": "enabled",
        "DHCPServer": GATEWAY,
        "DHCPBootServerUseOption": "Custom+Option66",
        "DHCPBootServerOption": "160",
        "DHCPBootServerOptionType": "String",
        "DHCPOption60Format": "ASCII String",
        "IPV4Address": phone.address,
        "IPV6Address": "::",
        "SubnetMask": NETMASK,
        "DefaultGateway": GATEWAY,
        "DNSServer": GATEWAY,
        "AlternateDNSServer": "",
        "DNSDomain": DOMAIN,
        "SNTPAddress": GATEWAY,
        "LANPortStatus": "active",
        "LANSpeed": "1000Mbps",
        "LLDP": "enabled",
        "CDPCompatibility": "enabled",
        "VLANID": "",
        "VLANDiscoveryMode": "Fixed",
        "VLANIDOption": "129",
        "ProvServerAddress": f"provisioning.{DOMAIN}",
        "ProvServerType": "HTTPS",
        "ProvServerUser": "PlcmSpIp",
        "UpgradeServer": "",
        "ZTPStatus": "disabled",
    }
    if phone.profile.wifi:
        data["Wifi"] = {
            "State": "Disconnected",
            "SSID": "",
            "Duration": "0 days, 0 hours, 0 minutes, 0 seconds",
            "Signal Strength": "0%",
            "Security Mode": "WPA2PSK",
        }
    return {"data": data}


def network_stats(phone: Phone, _request: Request) -> Reply:
    """Return the packets since the start."""
    uptime = phone.uptime
    seconds = int(uptime.total_seconds())
    noun = "day" if uptime.days < 2 else "days"
    return {
        "data": {
            "UpTime": f"{uptime.days} {noun} {format_clock_time(uptime)}",
            "RxPackets": 1200 + 17 * seconds,
            "TxPackets": 900 + 11 * seconds,
        }
    }


def running_config(phone: Phone, _request: Request) -> Reply:
    """Return the settings in use."""
    offset = phone.utc_offset
    data: dict[str, object] = {
        "Network": {
            "IPStack": "IPv4 Only",
            "PreferredNetwork": "IPv6",
            "IPAddress": phone.address,
            "SubnetMask": NETMASK,
            "IPGateway": GATEWAY,
            "IPv6Address": "::",
            "IPv6LinkAddress": "::",
            "IPv6ULAAddress": "::",
            "IPv6Gateway": "::",
            "IPv6AddressDiscovery": "DHCP",
            "VLAN": "",
            "VLANFiltering": "Disabled",
            "StormFiltering": "Enabled",
            "StormFilterPPS": "38",
            "CDP": _switch(phone, "device.net.cdpEnabled"),
            "LLDP": _switch(phone, "device.net.lldpEnabled"),
        },
        "DHCP": {
            "Feature": "Enabled",
            "BootServerUseOption": "Custom then Default",
            "BootServerOption": "160",
            "BootServerOptionType": "String",
            "Option60Format": "ASCII String",
            "OfferTimeout": "1",
            "VLANDiscovery": "Default",
            "VLANDiscoveryOption": "129",
        },
        "DNS": {
            "Feature": "Enabled",
            "PrimaryServer": GATEWAY,
            "SecondaryServer": "",
            "Domain": DOMAIN,
        },
        "Provisioning": {
            "Server": f"provisioning.{DOMAIN}",
            "ServerType": "HTTPS",
            "User": "PlcmSpIp",
            "FileTxTries": "3",
            "RetryWait": "1",
            "MaxServers": "8",
            "NetworkEnv": "Cable/DSL",
            "TagSerialNo": "Disabled",
        },
        "SNTP": {
            "Server": GATEWAY,
            "GMTOffsetHours": offset // 3600,
            "GMTOffsetSeconds": offset,
        },
        "Syslog": {
            "Server": "",
            "Transport": "UDP",
            "Facility": "16",
            "RenderLevel": "4",
            "PrependMAC": "Disabled",
        },
    }
    return {"data": data}


def upload_capture(phone: Phone, request: Request) -> Reply:
    """Accept a packet capture if its two parameters allow it."""
    url = request.text("url")
    if url and "://" not in url:
        raise RefusedError(Code.BAD_INPUT)
    needed = ("diags.pcap.enabled", "diags.pcap.background.enabled")
    if not all(phone.flag(name) for name in needed):
        raise RefusedError(Code.FAILED)
    phone.uploads.append(url or f"https://provisioning.{DOMAIN}/{phone.mac}.pcap")
    return DONE


def _switch(phone: Phone, name: str) -> str:
    return "Enabled" if phone.flag(name) else "Disabled"
