# What to know about a mail provider before its account is set up.
provider-app-password = Make an app password here: { $page }
provider-typed-host = Type the server that your contract names, such as { $example }.
provider-note-gmail = First enable POP in Gmail's settings (Forwarding and POP/IMAP). Gmail asks two things there.
provider-gmail-from = 1. POP for all mail, or for mail that arrives from now on? With all mail the first fetch brings everything; with recent mode it brings about the last 30 days, sent mail among it.
provider-gmail-kept = 2. What becomes of mail that was fetched? Let Gmail keep it, unless the rule below deletes it; both should say the same.
provider-note-yahoo-jp = First allow “Apps other than Yahoo! Japan's official service” in Yahoo!メール's settings.
provider-note-gmx = First allow access by POP3 and IMAP in GMX's mail settings.
provider-note-proton-bridge = Proton Mail Bridge must run on this computer. Password and certificate are those that the Bridge shows.
provider-note-au = User name and password are those that au's mail settings show for other mail apps.
provider-note-docomo = The user name is the d ACCOUNT's ID; the password is the IMAP password of My docomo.
provider-note-softbank = The password is the one of S!メール/Eメール(i) that My SoftBank shows.
provider-note-sakura = The server is the initial domain that Sakura gave you, also for an address at your own domain.
provider-note-xserver = The server's name stands in the Server Panel under “server information”.
