-- A row is an unsigned answer of a campaign with what was written beside it, newest first, at most so many.
select at, score, comment, language from unsigned_answer
where campaign = %(slug)s and score is not null and comment is not null
order by id desc
limit %(most)s
