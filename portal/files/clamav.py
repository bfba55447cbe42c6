"""A small client of the ClamAV daemon: its INSTREAM command over a unix socket."""

import socket
import struct
from pathlib import Path

CHUNK = 64 * 1024
TIMEOUT = 60


class ScannerUnavailable(Exception):
    """The daemon did not answer, or not with a verdict: ask again later."""


def is_clean(file: Path, socket_path: str, timeout: float = TIMEOUT) -> bool:
    """Send a file to the daemon; return whether it found nothing. ScannerUnavailable when there is no verdict."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, file.open("rb") as content:
            connection.settimeout(timeout)
            connection.connect(socket_path)
            connection.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (part := connection.recv(1024)):
                answer += part
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    words = answer.rstrip(b"\0\n ").decode("utf-8", "replace")
    if words.endswith(": OK"):
        return True
    if words.endswith(" FOUND"):
        return False
    raise ScannerUnavailable(words[:200] or "no answer")
