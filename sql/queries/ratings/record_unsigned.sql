-- No rows: keeps an answer through a button that names nobody, by the page that it was pressed on; a null score erases it. A
-- later press of that page stands, whichever arrives first. ("excluded" would need the right to read scores.)
insert into unsigned_answer as u (campaign, page, id, at, kind, client, language, score)
values (%(campaign)s, %(page)s, %(id)s, %(at)s, %(kind)s, %(client)s, %(language)s, %(score)s)
on conflict (campaign, page) do update set id = %(id)s, at = %(at)s, score = %(score)s
where u.id < %(id)s
