# Reading a mail.
reading-from = From:
reading-to = To:
reading-cc = Cc:
reading-bcc = Bcc:
reading-date = Date:
reading-subject = Subject:
reading-folded = { $lines ->
    [one] [one quoted line]
   *[other] [{ $lines } quoted lines]
}
reading-attachments = Attachments:
reading-unnamed = (no name)
reading-links = Links:
reading-auth-pass = ✓ signed
reading-auth-fail = ✗ not from there
reading-warn-several-from = This mail names more than one sender.
reading-warn-repeated = Headers stand twice in this mail; programs may read it differently.
reading-warn-name = The sender's name shows an address that is not the sender's.
reading-warn-cut = The server ended this mail where it should not: something may be missing, or another mail may follow in it.
reading-warn-scripts = The sender's domain mixes alphabets; it may imitate another one.
reading-cut = The text is longer than shown; the raw mail has all of it.
reading-simplified = The page was too large to lay out; its words are shown without layout.
reading-damaged = Some characters were damaged on their way.
reading-file-damaged = A file in this mail was damaged or cut on its way.
reading-file-in-pieces = A file in this mail is one piece of several; the others came in other mails.
reading-unparsed = This mail could not be read; its raw text is shown.
reading-limited = This mail has more parts or headers than are shown; the raw mail has them all.
reading-elsewhere = A part of this mail lies elsewhere, at the place that is named below; fumi does not fetch it.
reading-no-text = This mail has no text to show.
reading-encrypted-pgp = This mail is encrypted (PGP); fumi cannot read it.
reading-encrypted-smime = This mail is encrypted (S/MIME); fumi cannot read it.
reading-encrypted-rights = This mail is encrypted (Microsoft rights management); fumi cannot read it.
