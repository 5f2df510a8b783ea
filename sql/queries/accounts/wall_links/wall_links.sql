-- A row a link to the wall screen that was not revoked, newest first; of all, or the one with this id.
select id, name, campaign, comments, account, made_at, index_of
from wall_link
where revoked_at is null and (%(id)s::bigint is null or id = %(id)s)
order by id desc
limit 500
