"""Redis as the queue, where it may go away at any moment: kombu's transport, with channels that can be closed then.

kombu looks for the address of the server whenever a channel needs a connection: to put back what it held when it is
closed, to say that a message is done. If the connection is gone by then, so is the address, and an AttributeError ends
the worker. What was held comes back by its time-out, and by the sweeps, so here it is one more lost connection.
"""

from kombu.transport import redis
from redis.exceptions import ConnectionError as ServerAway


class Channel(redis.Channel):
    """A channel that outlives its connection without ending the worker."""

    def _connparams(self, asynchronous=False):
        if self.connection.client is None:
            raise ServerAway("the server went away before its channel was closed")
        return super()._connparams(asynchronous=asynchronous)


class Transport(redis.Transport):
    """`redis://host:6379/0`."""

    Channel = Channel
