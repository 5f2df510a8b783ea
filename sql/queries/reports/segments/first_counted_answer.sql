-- One row: when the first answer of a campaign was given that counts, of those on this one of several servers.
select min(at) from rating where campaign = %(campaign)s and score is not null
