"""Redis as the queue, where it may go away at any moment: kombu's transport, with channels that can be closed then.

kombu puts back what a channel held when the channel is closed. If the server is away at that moment, it looks for the
address of a connection that is gone, and the AttributeError ends the worker. What was held comes back by its time-out,
and by the sweeps, so here it is one more lost connection.
"""

from kombu.transport import redis
from redis.exceptions import ConnectionError as ServerAway


class Channel(redis.Channel):
    """A channel whose end does not end the worker."""

    def close(self):
        """Let go of everything; a server that is away is told as such."""
        try:
            super().close()
        except AttributeError as gone:
            raise ServerAway("the server went away before its channel was closed") from gone


class Transport(redis.Transport):
    """`redis://host:6379/0`."""

    Channel = Channel
