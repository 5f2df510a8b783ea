-- No rows: what a campaign's recipients chose, in all, of each day and of each month, from its answers that count.
with part as (
    {chosen_counting}
), {chosen_placing}
