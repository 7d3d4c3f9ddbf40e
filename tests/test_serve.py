"""The server that `pdday serve` starts: what it does about a browser that stalls."""

from __future__ import annotations

import socket
import struct
import time
from types import SimpleNamespace

import pytest

from pdday import serve


@pytest.mark.slow
def test_a_connection_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serve, "STALL_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as door:
        serve.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=door)]))
        with socket.create_connection(door.getsockname()):
            taken, _ = door.accept()
            with taken:
                begun = time.monotonic()
                with pytest.raises(BlockingIOError):
                    taken.recv(1)

    assert 0.5 < time.monotonic() - begun < 10


def test_a_stall_shorter_than_a_lost_network_on_a_phone_is_borne():
    with socket.create_server(("127.0.0.1", 0)) as door:
        serve.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=door)]))
        seconds, _ = struct.unpack("ll", door.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16))

    assert seconds == 5


def test_the_server_takes_both_from_here():
    options = serve._gunicorn("127.0.0.1", 8000)

    assert options[options.index("--config") + 1] == "python:pdday.serve"
