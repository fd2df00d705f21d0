SELECT tag, origin FROM flights, unnest(tags) AS u(tag)
