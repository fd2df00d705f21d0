"""The same access in Snowflake. Tested statement by statement, never against an account.

sql       a port and its consumers as statements; knows no connection
engine    the warehouse: carries the statements out by Snowflake's connector
"""
