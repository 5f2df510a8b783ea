-- Forgets how many were left out long ago.
delete from left_out where day < %(before)s
