-- One row: adds to what is known of scanners' networks and headers, see the function in 0099_write_functions.sql.
select learn_scanners(%(kinds)s, %(hashes)s, %(times)s, %(mails)s, %(scans)s, %(alike)s)
