SELECT origin, Dest AS Destination, dep_delay / 60 AS hours, 1 AS one FROM flights
