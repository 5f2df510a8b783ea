-- What is sealed of one channel.
select sealed from channel where id = %(id)s for update
