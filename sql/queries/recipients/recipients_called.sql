-- Recipients whose kept reference is this mail address, however it was capitalised; a row each. It reads all references
-- that are kept: somebody is looked for now and then, and an index would cost each list that is signed.
select recipient
from recipient
where lower(normalize(regexp_replace(btrim(reference), '^mailto:\s*', '', 'i'), NFKC)) = %(reference)s
