SELECT dest FROM flights WHERE origin IN (SELECT origin FROM weather WHERE wind_speed > 20)
