FROM weather SELECT origin
