SELECT [upper(x) FOR x IN tags IF x <> dest] AS shouted, list_transform(tags, y -> y || origin) AS there FROM flights
