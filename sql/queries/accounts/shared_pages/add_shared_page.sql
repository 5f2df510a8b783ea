-- No rows: stores a new link to a page.
insert into shared_page (id, name, campaign, shows, account, made_at, expires_at, period, against, address)
values (%(id)s, %(name)s, %(campaign)s, %(shows)s, %(account)s, %(made_at)s, %(expires_at)s, %(period)s, %(against)s, %(address)s)
