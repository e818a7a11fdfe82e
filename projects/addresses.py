from ipaddress import IPv6Network, ip_address


def counted_as(address: str) -> str:
    """By what an address is counted: an IPv6 one by its 64 bits of network, as everybody has 2**64 below theirs."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))


def written_down(address: str) -> str | None:
    """The address as a database takes it; None for what a proxy put in its place."""
    try:
        return str(ip_address(address))
    except ValueError:
        return None
