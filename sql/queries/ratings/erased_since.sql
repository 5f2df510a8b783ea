-- One row: whether the team erased the recipient at or after a time.
select exists (select from erasure where recipient = %(recipient)s and at >= %(at)s)
