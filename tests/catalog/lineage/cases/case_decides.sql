SELECT CASE WHEN dep_delay > 15 THEN carrier ELSE dest END AS who, if(month = 1, origin, NULL) AS winter FROM flights
