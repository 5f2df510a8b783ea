-- The latest changes to a comment, of those that a page shows with them.
left join lateral (
    select json_agg(json_build_object('at', at, 'account', account, 'field', field, 'value', value) order by id desc) as changes
    from (
        select * from comment_change as made
        where %(shown)s::boolean and made.campaign = found.campaign and made.recipient = found.recipient
          and made.occasion = found.occasion and made.bucket = found.bucket
        order by id desc
        limit 20
    ) as latest
) as history on true
