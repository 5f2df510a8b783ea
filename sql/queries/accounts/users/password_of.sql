-- The hash of an account's password, null where it only signs in by link or elsewhere.
select password_hash from account where name = %(name)s
