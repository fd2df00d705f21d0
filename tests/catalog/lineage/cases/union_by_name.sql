SELECT origin, month FROM flights UNION BY NAME SELECT wind_speed, origin FROM weather
