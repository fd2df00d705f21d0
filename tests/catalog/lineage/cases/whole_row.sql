SELECT weather FROM weather
