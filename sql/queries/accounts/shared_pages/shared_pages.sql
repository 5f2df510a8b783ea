-- A row a link to a page that was not revoked, newest first, expired ones too; of all, or the one with this id.
select id, name, campaign, shows, account, made_at, expires_at, period, against, address
from shared_page
where revoked_at is null and (%(id)s::bigint is null or id = %(id)s)
order by id desc
limit 500
