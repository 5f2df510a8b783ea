-- Answers that changed within the bounds, in the order of changes, as they stand. What never counted is no change that anybody is
-- told.
select change.campaign, change.changed, change.recipient, change.occasion, case when rating.state = 'settling' then rating.settles_at end as settles_at
from jsonb_to_recordset(%(bounds)s) as bound (campaign text, since bigint, until bigint)
join rating_change as change on change.campaign = bound.campaign and change.changed > since and change.changed <= until
join rating on rating.campaign = change.campaign and rating.recipient = change.recipient and rating.occasion = change.occasion
    and rating.bucket = change.bucket and rating.changed = change.changed
where rating.state <> 'unconfirmed'
order by change.campaign, change.changed
