# The app: tabs, panes, prompts, forms, help.
tab-mail = Mail
tab-leads = Leads
tab-contacts = Contacts
tab-companies = Companies
tab-deals = Deals
tab-agenda = Agenda
pane-mailboxes = Mailboxes
too-small = This terminal is too small for fumi: it needs at least 40 columns and 12 rows.
rows-below = { $count ->
    [one] { $count } more row
   *[other] { $count } more rows
  }
palette-title = Commands
chooser-nothing = Nothing matches.
chooser-new-label = Enter puts on a new label of this name.
chooser-new-mailbox = Enter makes a new mailbox of this name and moves there.
question-title = Please confirm
question-answers = y yes   n no
problem-title = That did not work
problem-close = Esc closes this.
no-such-command = There is no command “{ $typed }”. Ctrl-p lists all commands.
no-such-command-meant = There is no command “{ $typed }”. Did you mean :{ $meant }?
no-such-choice = There is no “{ $typed }” here. There are: { $known }
command-takes-nothing = { $name } takes nothing behind it: “{ $typed }”
prompt-candidates = { $names }
mail-found-hits = { $at } of { $count } · n and N go to the next and the previous
mail-find-at = { $at }/{ $count }
copied = Copied: { $what }
undone = Undone: { $what }
redone = Done again: { $what }
undo-nothing = There is nothing to undo.
redo-nothing = There is nothing to do again.
changed-one = { $verb } “{ $about }”
changed-several = { $verb } ({ $count })
form-required = This field must be filled.
form-drop = Close the form and drop what you typed?
form-saving = Saving …
form-found = A half-filled form was left: { $title }
form-found-take = Go on filling it
form-found-drop = Throw it away
appearance-title = Appearance
appearance-theme = Theme
appearance-theme-hint = ← → changes it
prompt-problem = { $what }. { $hint }
appearance-no-color = NO_COLOR is set, so no colours are shown here; the theme is kept for terminals without it
theme-dark = dark
theme-light = light
theme-plain = plain, no colours
help-title = Help
help-here = Keys here
help-typing = While typing
help-typing-mail = Text of a mail: undo and redo what was typed
help-typing-line = Fields and lines: delete up to the cursor, bring it back
help-typing-complete = Command line: complete
help-typing-before = Command line and search: what was typed before
help-elsewhere = Keys elsewhere
help-mouse = Mouse: the wheel scrolls what lies under it; a click selects a row, a second one opens it; tabs, the keys in the last line and the answers in boxes can be clicked; in a form and in a mail that is written a click puts the cursor there and turns what is chosen. Hold Shift to select text; mouse = false in config.toml leaves the mouse to the terminal.
help-tutorial = The tutorial: type :help and press Enter.
tutorial-title = fumi in five minutes
tutorial =
    1. Read. j and k move through the list, Enter opens a conversation, j and k then read line by line and on into the next message, J and K go from message to message, Space turns pages, - folds and unfolds messages and quotes, w gives the pane the whole screen, h goes back.
    2. Triage. e archives, d deletes, s stars, u marks unread, v moves, L labels. x selects several first. z takes the last thing back, as often as you like; Z does it again.
    3. Who is this? i shows what you know about the sender; so does Enter on a message: its first entry is Show CRM information.
    4. Add. +l makes the sender a lead, +c a contact: the form is already filled from the mail. +t adds a task, +e an event, +p a phone call, +n a note, +d a deal for a contact.
    5. Reply. r replies, a replies to all, c writes a new mail. A mail waits ten seconds before it leaves; z stops it.
    6. Find. / searches all mail as you type: from:anna has:attachment newer_than:7d. Ctrl-p lists every command, ? the keys of where you are, : takes a command by its name.
    7. Go. gi is the inbox, gt sent mail, gl the leads, gc the contacts, gp the deals, gk the agenda, 1 to 6 are the tabs.
key-close = close
key-move = move
key-choose = choose
key-go = go
key-stop = end it
key-scroll = scroll
leaving-waits = Waiting up to ten seconds for the server's answer about a mail that was just sent; Ctrl-C ends at once.
app-no-terminal = fumi needs a terminal that can be drawn on.
did-one = “{ $about }”
did-several = { $n ->
    [one] one mail
   *[other] { $n } mails
}
did-archive = Archived { $what }
did-delete = Moved { $what } to Trash
did-spam = Marked { $what } as spam
did-star = Starred { $what }
did-unstar = Took the star off { $what }
did-read = Marked { $what } read
did-unread = Marked { $what } unread
did-move = Moved { $what }
did-move-to = Moved { $what } to “{ $to }”
did-label = Changed the labels of { $what }
did-snooze = Snoozed { $what }
did-snooze-until = Snoozed { $what } until { $until }
did-wake = Brought { $what } back from snooze
did-add-lead = Added lead { $what }
did-add-contact = Added contact { $what }
did-add-temp = Added temp { $what }
did-add-company = Added company { $what }
did-add-deal = Added deal { $what }
did-add-task = Added task { $what }
did-add-event = Added event { $what }
did-add-call = Added call { $what }
did-add-note = Added note { $what }
did-postpone = Put off { $what }
did-edit = Changed { $what }
did-delete-record = Deleted { $what }
did-convert = Converted { $what } into a contact
did-merge = Merged { $what }
did-import = Imported { $what }
did-link = Linked { $what }
did-unlink = Unlinked { $what }
did-complete = Completed { $what }
did-share-mail = Changed whether mail with { $what } is shared
did-send = Put { $what } into the outbox
did-change = Changed { $what }
did-several-records = { $n ->
    [one] { $n } record
   *[other] { $n } records
  }
did-empty-trash = Removed { $what } for good
triage-done-stayed = { $done } ({ $n ->
    [one] one copy stayed: its account has no such mailbox
   *[other] { $n } copies stayed: their accounts have no such mailbox
})
triage-undo = { $done } · { $key } to undo
triage-ask = { $verb }: { $what } Go on?
demo-name = Demo User
time-left = { $span } left
