-- Takes a channel away with its messages; its id, where it was there.
delete from channel where name = %(name)s returning id
