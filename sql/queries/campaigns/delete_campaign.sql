-- One campaign less, with what hangs on its row: markers, segments, keys of mail tools, links to its screens, webhooks of it alone.
delete from campaign where slug = %(slug)s
