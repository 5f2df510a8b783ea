-- No rows: stores a new link to the wall screen.
insert into wall_link (id, name, campaign, comments, account, made_at, index_of)
values (%(id)s, %(name)s, %(campaign)s, %(comments)s, %(account)s, %(made_at)s, %(index_of)s)
