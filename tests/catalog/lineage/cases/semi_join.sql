SELECT dest FROM flights SEMI JOIN weather ON flights.origin = weather.origin
