# What a mail says about its sender.
extract-none = The mail says nothing about its sender.
extract-address = Address
extract-line = line { $line }
extract-from-header = From header
extract-reply-to-header = Reply-To header
extract-sure = { $percent } %
extract-signature = Signature: lines { $first } to { $last }
extract-no-mail = There is no mail to read.
extract-no-mail-hint = Give the ID of a message, or a mail on standard input: fumi extract < MESSAGE
