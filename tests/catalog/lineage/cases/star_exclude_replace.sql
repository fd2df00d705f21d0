SELECT * EXCLUDE (year, tags, route) REPLACE (upper(carrier) AS carrier) FROM flights
