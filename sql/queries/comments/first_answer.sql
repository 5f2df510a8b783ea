-- When the first of a campaign's answers that count was given, null for none. An answer is never older than its first visit, so that of
-- those who came first one tells up to which first visit an older answer can be.
with early as (
    select at from rating where campaign = %(campaign)s and score is not null order by first_at, recipient, occasion limit 100
)
select min(at) from rating
where campaign = %(campaign)s and score is not null and first_at <= (select min(at) from early)
