"""The queue that needs no server: kombu's folder of messages, with whole messages only.

kombu writes a message into its final place, and creates its table of queues empty; a reader that comes in between takes
half a message, which ends the worker. Here both are written beside and put in place by one rename, and each message is
taken by one reader.
"""

import os
import tempfile
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns

from kombu.transport import filesystem, virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """A folder of messages, in the order they were put there."""

    def _put(self, queue, payload, **kwargs):
        name = f"{time_ns():020}_{uuid.uuid4().hex}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, str_to_bytes(dumps(payload)))

    def _get(self, queue):
        for waiting in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            if waiting.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = waiting.with_name(f".taken-{waiting.name}-{os.getpid()}")
            try:
                waiting.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = taken.read_bytes()
            taken.unlink()
            return loads(bytes_to_str(payload))
        raise Empty

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        table = self._exchange_file(exchange)
        self.control_folder.mkdir(exist_ok=True)
        if not table.exists():
            _write_whole(table, b"[]", replace=False)
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """`embedded://localhost/`."""

    Channel = Channel

    def __init__(self, client, **kwargs):
        super().__init__(client, **kwargs)
        # A state of its own: with kombu's shared one, a thread that finds a queue bound may publish before the thread
        # that binds it has written the table, and its message goes nowhere.
        self.state = virtual.BrokerState()


def _write_whole(target: Path, content: bytes, *, replace: bool = True) -> None:
    """Write beside, then put in place; with `replace` off, what is there already stays."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    draft = Path(name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    if replace:
        draft.rename(target)
        return
    try:
        os.link(draft, target)
    except FileExistsError:
        pass  # somebody was first
    finally:
        draft.unlink()
