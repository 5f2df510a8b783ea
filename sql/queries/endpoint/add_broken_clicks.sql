-- One row: adds to how often broken buttons of campaigns were clicked, see the function.
select add_broken_clicks(%(campaigns)s, %(kinds)s, %(firsts)s, %(clicks)s)
