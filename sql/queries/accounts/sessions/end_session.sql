-- One row: whose session ended with this; none where there is no such session of theirs.
delete from account_session where account = %(name)s and hash = decode(%(id)s, 'hex')
returning account
