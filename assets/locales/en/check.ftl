# The test of an account.
check-only-pop3 = Only POP3 accounts can be tested and fetched by this version.
