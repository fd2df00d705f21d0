SELECT f.dest, x.wind FROM flights f, LATERAL (SELECT w.wind_speed AS wind FROM weather w WHERE w.origin = f.origin) x
