-- One row: the day's key for hashing clients, null where another process makes it at this moment.
-- See the function in 0058_collector_rights.sql.
select share_client_key(%(day)s, %(key)s)
