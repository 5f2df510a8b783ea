-- An entry of the audit trail each, newest first, of those before a place in it.
select id, at, account, did, subject, detail
from audit
where id < %(before)s
    and (%(account)s::text is null or account = %(account)s)
    and (%(did)s::text is null or did = %(did)s)
order by id desc
limit %(limit)s
