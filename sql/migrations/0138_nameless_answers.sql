-- An answer that no longer tells whose it is: its recipient is a number that was drawn for it alone. It is not looked at again.
alter table rating add column nameless_at timestamptz;
