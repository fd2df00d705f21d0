SELECT C.NAME AS "Airline", f.ORIGIN FROM FLIGHTS f JOIN carriers c ON F.Carrier = c.carrier
