-- Programs that change what stands at one address only if it is as they have read it do so one after the other.
select pg_advisory_xact_lock(1717725812, hashtext(%(path)s))
