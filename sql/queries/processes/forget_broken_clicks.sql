-- No rows: forgets how often broken buttons were clicked before a time.
delete from broken_click where hour < %(before)s
