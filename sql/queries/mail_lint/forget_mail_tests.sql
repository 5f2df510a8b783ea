-- No rows: what was found in older mails is not shown any more.
delete from mail_test where at <= %(before)s
