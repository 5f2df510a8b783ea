-- No rows: this key has all its tries back.
delete from brake where key = %(key)s
