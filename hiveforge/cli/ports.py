"""Whether our port is free, asked before anything slow begins."""

import errno
import socket

import click

REASONS = {
    errno.EADDRINUSE: "is in use. Stop what uses it, or choose another: PORT={other}",
    errno.EACCES: "may only be used by root. Choose another: PORT=8000",
    errno.EADDRNOTAVAIL: "cannot be used, because this machine does not have that address: set HIVEFORGE_HOST",
}


def refuse_busy_port(host: str, port: int) -> None:
    """End the command when nothing could listen there."""
    try:
        [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise click.ClickException(f"HIVEFORGE_HOST={host} is no address of this machine: {error.strerror}.") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that just ended does not count
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            reason = REASONS.get(error.errno or 0, f"cannot be used: {error.strerror}. See PORT and HIVEFORGE_HOST")
            raise click.ClickException(f"Port {port} of {host} {reason.format(other=port + 1)}.") from None
