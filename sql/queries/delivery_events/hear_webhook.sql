-- No rows: a provider has sent this many mails that are counted, and this many that are not.
update webhook set heard_at = %(now)s, counted = counted + %(counted)s, skipped = skipped + %(skipped)s
where id = %(id)s
