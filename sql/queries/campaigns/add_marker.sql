-- One row: the new marker's id; none where the campaign has as many as it can.
insert into marker (id, campaign, at, words, account)
select %(id)s, %(campaign)s, %(at)s, %(words)s, %(account)s
where (select count(*) from marker where campaign = %(campaign)s) < %(most)s
returning id
