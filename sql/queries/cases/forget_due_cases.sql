-- No rows: those whose time had come have been looked at.
delete from case_due where due_at <= %(now)s
