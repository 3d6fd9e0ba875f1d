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
export-done = { $exported } exported to { $path }.
export-all-done = { $mails } mails and { $records } records exported to { $path }.
export-skip-damaged = left out: it is damaged in the store; fumi verify --repair looks after it.
export-exists = “{ $path }” is there already; nothing was written.
export-exists-hint = Name another file, or move that one away.
export-no-folder = The folder for “{ $path }” is not there.
export-no-folder-hint = Make the folder, or check the path.
export-full = The disk is full; “{ $path }” was not written.
export-full-hint = Make room, or name a place on another disk.
export-unwritable = “{ $path }” could not be written.
export-unwritable-hint = Check the rights of its folder.
import-would = { $imported } would be imported, { $known } are known already. Nothing was changed.
import-left-out = Left out, since no field is known for it: { $columns }. --map "COLUMN=FIELD" names one.
import-known-row = Line { $line }: { $name } is here already ({ $id }).
import-no-calendar = “{ $path }” holds no calendar.
import-no-calendar-hint = A calendar (.ics) begins with BEGIN:VCALENDAR.
import-no-table = “{ $path }” is no table: it has no line of headings.
import-no-table-hint = The first line names the columns, as in last_name,email.
import-no-fields = No column of “{ $path }” is a field of such records.
import-no-fields-hint = --map "COLUMN=FIELD" says what a column means; fumi lead add --help lists the fields of leads.
import-no-column = There is no column “{ $column }”.
import-no-column-hint = Write it as it stands in the first line of the table.
import-no-field = Such records have no field “{ $field }”.
import-no-field-hint = fumi lead add --help lists the fields of leads, and likewise for the other kinds.
import-bad-map = “{ $map }” does not say which field a column is.
import-bad-map-hint = Write --map "COLUMN=FIELD", or --map "COLUMN=" to leave the column out.
import-wrong-rows = { $rows ->
    [one] A row cannot be imported; nothing was changed.
   *[other] { $rows } rows cannot be imported; nothing was changed.
}
import-wrong-rows-hint = Correct them in the table, or leave a column out with --map "COLUMN=".
import-wrong-row = Line { $line }: { $trouble }
import-too-many-cells = It has more cells than the table has columns.
export-no-cards = Only people and companies go into vCards.
export-no-cards-hint = Name a file that ends in .csv.
