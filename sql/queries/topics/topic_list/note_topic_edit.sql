-- No rows: a topic's comments are to be tagged anew. By which phrases they are tagged is known no more where an edit before
-- is not finished: some may be tagged by that one.
update topic set tagged = case when progress = 100 then tagged end, progress = 0 where id = %(topic)s
