"""Data that consumers read in a PostgreSQL server, with logins of their own.

engine    the warehouse: what the lakehouse builds, loaded into the server and opened there
server    connections: as the owner, and as a consumer on trial
names     what roles, schemas, tables and logins are called
sql       a consumer's view as SQL; knows no server
loading   finished data, into a table that nobody but the owner may use
access    roles, views and grants
logins    passwords
proof     reading as the consumer
listing   every right that exists
"""
