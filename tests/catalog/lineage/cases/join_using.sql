SELECT origin, wind_speed, dep_delay FROM flights JOIN weather USING (origin, month)
