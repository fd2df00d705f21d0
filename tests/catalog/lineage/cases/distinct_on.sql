SELECT DISTINCT ON (origin) origin, dest FROM flights ORDER BY year
