# Mail from and to files.
import-done = { $imported } imported, { $known } known already.
import-skip-empty = left out: there is nothing in it.
import-skip-not-a-mail = left out: it does not begin like a mail.
import-skip-unreadable = left out: it could not be read.
import-no-file = There is no file or folder “{ $path }”.
import-no-file-hint = Check the path.
import-no-maildir = “{ $path }” is no Maildir: it has neither cur nor new.
import-no-maildir-hint = Name the folder that holds cur and new; fumi import eml takes a folder of .eml files.
import-folder = “{ $path }” is a folder, an mbox is a file.
import-folder-hint = fumi import maildir takes a Maildir, fumi import eml a folder of .eml files.
import-not-a-file = “{ $path }” is a device, a pipe or a socket, not a file.
import-not-a-file-hint = Save what it gives in a file, and import that.
import-unreadable = “{ $path }” could not be opened.
import-unreadable-hint = Check its rights.
import-no-mbox = “{ $path }” is no mbox: it does not begin with a line “From ”.
import-no-mbox-hint = A single mail is taken in with fumi import eml.
