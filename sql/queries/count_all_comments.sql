-- One number: how many answers that count carry a comment.
select coalesce(sum(comments), 0) from rollup where campaign = %(slug)s
