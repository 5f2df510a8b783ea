-- No rows: one entry of the audit trail.
insert into audit (id, at, account, did, subject, detail)
values (%(id)s, %(at)s, %(account)s, %(did)s, %(subject)s, %(detail)s)
