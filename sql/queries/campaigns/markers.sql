-- The markers of a campaign, oldest first.
select id, at, words, account from marker where campaign = %(campaign)s order by at, id
