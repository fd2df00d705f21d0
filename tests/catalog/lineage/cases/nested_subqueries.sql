SELECT o FROM (SELECT origin || dest AS o FROM (SELECT * FROM flights) AS inner_one) AS outer_one
