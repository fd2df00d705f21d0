SELECT max(COLUMNS(*)) FROM weather
