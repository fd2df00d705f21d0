"""The queue without a server hands out whole messages, each to one."""

import threading
from collections import Counter

import pytest
from kombu import Connection, Exchange, Queue

from marketplace.celery import app  # noqa: F401 — registers the transport


@pytest.fixture
def connect(tmp_path):
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    return lambda: Connection("embedded://localhost/", transport_options=options)


QUEUE = Queue("work", Exchange("work", type="direct"), routing_key="work")


def test_messages_come_out_in_the_order_they_went_in(connect):
    with connect() as connection, connection.SimpleQueue("work") as queue:
        for number in range(20):
            queue.put(number)

        assert [queue.get_nowait().payload for _ in range(20)] == list(range(20))


def test_many_writers_and_readers_lose_nothing_and_double_nothing(connect):
    got, problems = [], []
    written = threading.Event()

    def write(start):
        with connect() as connection:
            producer = connection.Producer()
            for number in range(start, start + 100):
                producer.publish(
                    {"number": number, "padding": "x" * 20_000}, declare=[QUEUE], routing_key="work", exchange="work"
                )

    def read():
        try:
            with connect() as connection:
                bound = QUEUE.bind(connection.channel())
                bound.declare()
                while True:
                    over = written.is_set()
                    message = bound.get(no_ack=True)
                    if message is not None:
                        got.append(message.payload["number"])
                    elif over:
                        return
        except ValueError as half:
            problems.append(half)

    readers = [threading.Thread(target=read) for _ in range(3)]
    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200, 300)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    written.set()
    for thread in readers:
        thread.join()

    assert problems == []
    assert Counter(got) == Counter(range(400))
