-- One row: the name of the rule that opens no cases any more.
delete from case_rule where id = %(id)s returning name
