-- Joined to "rating": the latest changes to its comment, of those that a page shows with them.
left join lateral (
    select json_agg(json_build_object('at', at, 'account', account, 'field', field, 'value', value) order by id desc) as changes
    from (
        select * from comment_change as made
        where %(shown)s::boolean and made.campaign = rating.campaign and made.recipient = rating.recipient
          and made.occasion = rating.occasion and made.bucket = rating.bucket
        order by id desc
        limit 20
    ) as latest
) as history on true
