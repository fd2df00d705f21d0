SELECT origin AS place, dep_delay AS n FROM flights UNION ALL SELECT origin, wind_speed FROM weather ORDER BY place
