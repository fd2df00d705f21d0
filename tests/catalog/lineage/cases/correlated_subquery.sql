SELECT f.carrier, (SELECT max(w.wind_speed) FROM weather w WHERE w.origin = f.origin) AS gust FROM flights f WHERE EXISTS (SELECT 1 FROM carriers c WHERE c.carrier = f.carrier)
