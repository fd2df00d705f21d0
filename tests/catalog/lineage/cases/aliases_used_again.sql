SELECT dep_delay / 60 AS hours, hours > 1 AS long FROM flights WHERE hours > 0
