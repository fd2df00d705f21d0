SELECT * FROM raw WHERE amount > 0
