-- Lists are signed one after the other where people may be left out, so that two of them never wait for each other.
select pg_advisory_xact_lock(1717725811)
