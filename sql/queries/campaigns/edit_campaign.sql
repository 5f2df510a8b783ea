-- No rows: replaces all columns of a campaign, given as JSON.
update campaign set ({campaign_columns}, logo) = (
    select {campaign_columns}, logo
    from jsonb_populate_record(null::campaign, %(campaign)s)
)
where slug = %(slug)s
