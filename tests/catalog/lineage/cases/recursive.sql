WITH RECURSIVE hops AS (SELECT origin, dest, 1 AS n FROM flights UNION ALL SELECT h.origin, f.dest, h.n + 1 FROM hops h JOIN flights f ON f.origin = h.dest) SELECT origin, dest, n FROM hops
