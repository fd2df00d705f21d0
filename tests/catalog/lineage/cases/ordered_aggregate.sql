SELECT string_agg(dest, ', ' ORDER BY month) AS route, arg_max(carrier, dep_delay) AS latest FROM flights
