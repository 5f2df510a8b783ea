-- One row: adds to what is known of scanners' networks and headers, see the function.
select learn_scanners(%(kinds)s, %(hashes)s, %(times)s, %(mails)s, %(scans)s, %(alike)s)
