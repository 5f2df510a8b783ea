-- What an answer was clicked with, as far as its request told (feedback_buttons/verdicts/client_class.py); null where it came
-- before we asked. A type of its own takes four bytes and needs no check for each statement.
create type client_class as enum ('gmail-app', 'outlook', 'webmail', 'iphone', 'android', 'windows', 'mac', 'other');

alter table rating add column client_class client_class;
grant select (client_class) on rating to feedback_collector;
