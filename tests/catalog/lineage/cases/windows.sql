SELECT sum(dep_delay) OVER (PARTITION BY origin ORDER BY month) AS running, lag(carrier) OVER w AS before, row_number() OVER w AS n FROM flights WINDOW w AS (PARTITION BY dest ORDER BY year)
