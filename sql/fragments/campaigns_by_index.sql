campaign = any (array(select slug from campaign where %(slug)s::text is null or slug = %(slug)s))
