SELECT origin FROM flights EXCEPT SELECT origin FROM weather
