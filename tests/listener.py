"""A socket that records calls, for tests that URLs in data or input are never called."""

from __future__ import annotations

import socket
import threading
from types import TracebackType

__all__ = ["Listener"]


class Listener:
    """Listens on a free port of this machine and answers every call with nothing."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self) -> None:
        while True:
            try:
                call, _ = self._socket.accept()
            except OSError:  # closed
                return
            with call:
                call.settimeout(1)
                try:
                    self.calls.append(call.recv(200))
                except OSError:
                    self.calls.append(b"")

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread
        self._socket.close()
        self._thread.join(2)
