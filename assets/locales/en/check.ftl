# The test of an account.
