-- From when there is a try again for this key, of which none is left now.
select busy_until - %(pause)s * (%(tries)s - 1) from brake where key = %(key)s
