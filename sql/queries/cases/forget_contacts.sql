-- No rows: forgets where recipients asked to be contacted before a time.
delete from contact_request where at < %(before)s
