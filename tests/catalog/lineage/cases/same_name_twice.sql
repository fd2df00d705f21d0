SELECT w.*, f.dest FROM weather w ASOF JOIN flights f ON w.origin = f.origin AND w.month >= f.month
