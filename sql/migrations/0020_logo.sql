-- The sender's logo on the recipient's page, as the address of a picture that holds it: "data:image/png;base64,…".
alter table campaign add column logo text check (logo ~ '^data:image/(png|svg\+xml);base64,[A-Za-z0-9+/]+=*$');
