SELECT amount, wind_speed FROM raw, weather
