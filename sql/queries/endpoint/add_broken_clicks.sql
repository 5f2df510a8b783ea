-- One row: adds to how often broken buttons of campaigns were clicked, see the function in 0099_write_functions.sql.
select add_broken_clicks(%(campaigns)s, %(kinds)s, %(firsts)s, %(clicks)s)
