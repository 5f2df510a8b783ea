-- Until when a link signs in that was not used; no row if it is unknown, or used.
select expires_at from signin_link where hash = %(hash)s
