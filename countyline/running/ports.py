"""Whether a port is free, asked before anything is started."""

import errno
import socket

from countyline.problem import Problem


def refuse_busy_port(port: int, variable: str, what_for: str, host: str = "127.0.0.1") -> None:
    """Check that `port` can be listened on, at `host`, by default loopback.

    Raises:
        Problem: it cannot; names the setting that moves it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do it: a port that was just given back may be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _not_ours(error, port, variable, what_for) from error


def _not_ours(error: OSError, port: int, variable: str, what_for: str) -> Problem:
    other = port + 1000 if port < 60000 else port - 1000
    if error.errno == errno.EADDRINUSE:
        return Problem(
            f"Port {port}, which {what_for} needs, is in use by another program, perhaps another "
            f"Countyline: stop that, or choose another port, such as {variable}={other}."
        )
    return Problem(
        f"Port {port} cannot be used for {what_for} ({error.strerror}): choose another, such as "
        f"{variable}={other}."
    )
