SELECT COLUMNS('wind|origin') FROM weather
