-- No rows: makes the folded sums of a campaign anew, by the hours that begin at "begins", from the quarters of an hour that
-- they were made of; unfold_sums.sql has thrown them away before, in the same transaction.
insert into rollup (campaign, minute, bucket,
                    n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9,
                             c10, unconfirmed, scanned, withdrawn, comments)
select campaign, (%(begins)s::timestamptz[])[width_bucket(minute, %(begins)s::timestamptz[])] as begins, -1,
       sum(n0), sum(n1), sum(n2), sum(n3), sum(n4), sum(n5), sum(n6), sum(n7), sum(n8), sum(n9), sum(n10),
           sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8), sum(c9), sum(c10),
           sum(unconfirmed), sum(scanned), sum(withdrawn), sum(comments)
from rollup_quarter
where campaign = %(campaign)s
group by campaign, begins
