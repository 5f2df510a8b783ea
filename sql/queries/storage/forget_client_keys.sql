-- No rows: throws away the keys of past days, so that no hash of a client leads anywhere.
delete from client_key where day < %(today)s
