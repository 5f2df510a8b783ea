-- Behind which number those changes lie that are made from now on. What parts a database over several servers puts another
-- function in its place.
create function change_from_now() returns bigint language sql volatile parallel unsafe return current_change();
