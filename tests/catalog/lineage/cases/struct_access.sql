SELECT route.code, f.route.legs AS legs, route['code'] AS again, {'from': origin, 'to': dest} AS pair FROM flights f
