"""Lists of recipients: signed, kept if asked for, erased."""
