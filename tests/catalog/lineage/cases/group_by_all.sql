SELECT origin, upper(carrier) AS carrier, sum(dep_delay) AS total FROM flights GROUP BY ALL ORDER BY ALL
