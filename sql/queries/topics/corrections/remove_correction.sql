-- One row where there was one: nobody says any more whether a comment is about a topic; its words do.
delete from topic_correction
where campaign = %(campaign)s and recipient = %(recipient)s and occasion = %(occasion)s and bucket = %(bucket)s
  and topic = %(topic)s
returning topic
