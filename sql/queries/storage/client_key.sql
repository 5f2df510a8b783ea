-- One row: the day's key for hashing clients, see the function; null where another process makes it at this moment.
select share_client_key(%(day)s, %(key)s)
