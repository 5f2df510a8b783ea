-- One row: an answer through a button that names nobody is kept, see the function in 0099_write_functions.sql.
select record_unsigned(%(campaign)s, %(page)s, %(id)s, %(at)s, %(kind)s, %(client)s, %(language)s, %(score)s, %(comment)s)
