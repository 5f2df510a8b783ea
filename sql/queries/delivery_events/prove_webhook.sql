-- What a webhook's messages are checked by from now on; no row if there is none of this name.
update webhook set proof = %(proof)s where name = %(name)s
returning id
