# Writing and sending mail.
smtp-hint-later = fumi tries again by itself; the mail stays in the outbox until then.
smtp-hint-no-login = Ask the provider whether sending with a password or an app password is switched on for this account.
smtp-no-utf8 = { $host } cannot deliver to an address with such characters before the @.
smtp-hint-no-utf8 = Ask the recipient for another address.
smtp-no-8bit = { $host } does not take mail in this encoding.
smtp-hint-no-8bit = Encode the message as quoted-printable or base64 and send it again.
smtp-not-now = { $host } cannot take the mail just now.
smtp-recipient-refused = { $host } refused a recipient.
smtp-hint-recipient = Check the address, then try again or take the mail back to edit it.
smtp-sender-refused = { $host } does not let this account send.
smtp-hint-sender = Check the outgoing settings of the account: some providers only take mail from the address you log in with.
smtp-message-refused = { $host } refused the mail.
smtp-hint-message = Read what the server said, then change the mail or try again.
