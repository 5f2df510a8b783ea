-- One row: what the marker said that is gone now; none if there was no such marker.
delete from marker where campaign = %(campaign)s and id = %(id)s returning words
