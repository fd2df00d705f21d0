SELECT origin, wind_speed FROM weather QUALIFY row_number() OVER (PARTITION BY origin ORDER BY month) = 1
