-- A migration each that this database has; without a checksum where it was applied before these were kept.
select name, checksum from migration
