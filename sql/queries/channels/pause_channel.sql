-- Sends nothing to a channel for a reason, or again where that is null. Its id, where something changed.
update channel set paused = %(reason)s where id = %(id)s and paused is distinct from %(reason)s returning id
