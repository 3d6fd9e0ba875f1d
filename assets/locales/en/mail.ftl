# Mail on the screen.
mailbox-inbox = Inbox
mailbox-starred = Starred
mailbox-sales = Sales inbox
mailbox-of-customers = Customers
mailbox-customers = All customers
mailbox-leads = Leads
mailbox-open-deals = Open deals
mailbox-closing = Closing this month
mailbox-no-answer = Waiting for us
sales-open-deal = Contacts with open deals
sales-contact = Contacts
sales-lead = Leads
sales-colleague = Colleagues
sales-other = Others
sales-waiting = { $waiting } unanswered of { $count }
sales-answered = { $count }, all answered
mail-no-groups = There are no groups in this list; the Sales inbox has some.
mailbox-sent = Sent
mailbox-drafts = Drafts
mailbox-archive = Archive
mailbox-spam = Spam
mailbox-trash = Trash
mailbox-all = All mail
mailbox-all-accounts = All accounts
mailbox-named = { $name }
mailbox-with = Mail with { $who }
mailbox-one = This mail
mailbox-search = Search: { $query }
mail-back = { $n ->
    [one] { $n } snoozed mail is back.
   *[other] { $n } snoozed mails are back.
  }
mail-hit-of = { $at } of { $count }
mail-hits = { $count } found
mail-hits-more = more than { $count } found
mail-unread = { $count } unread
mail-selected = { $count } selected
mail-all-selected = all selected
mail-nothing-here = Nothing here.
mail-nothing-found = Nothing found.
mail-no-account = No mail account yet: gS opens the settings.
mail-no-subject = (no subject)
mail-me = me
mail-nobody = (no sender)
mail-to-whom = To: { $who }
mail-from = From:
mail-to = To:
mail-cc = Cc:
mail-bcc = Bcc:
mail-one-form = This mail has its text in one form only.
mail-date = Date:
mail-reply-to = Reply to:
mail-subject = Subject:
mail-missing = (a message that is not here)
mail-text-missing = The text of this message could not be read.
mail-quote-folded = { $count ->
    [one] { $count } quoted line (- shows it)
   *[other] { $count } quoted lines (- shows them)
  }
mail-attachments = Attachments
mail-attachments-all = Save all attachments
mail-attachment-open = Open
mail-attachment-save = Save in the download folder
mail-attachment-save-in = Save in another folder
mail-attachment-opened = Opened “{ $name }”.
mail-attachment-page = “{ $name }” is a page: opened in a browser it may run what stands in it and load remote content, which tells its sender that you opened it. Open it?
mail-folder-line = Folder (empty: the download folder):
mail-saved-all = { $count ->
    [one] Saved { $count } attachment in { $folder }
   *[other] Saved { $count } attachments in { $folder }
  }
mail-saved-program = A program, so it was not opened; saved as { $path }
mail-attachment-unnamed = (no name)
mail-no-attachments = This message has no attachments.
mail-links = Links and where they lead
mail-charset-title = Read in the charset
mail-charset-own = as the mail says
mail-charset-read = Read in { $name } for now; :charset auto reads it as it says itself.
mail-charset-unknown = There is no charset “{ $name }”.
mail-charset-hint = Did you mean { $known }?
mail-charset-typed = There is no charset “{ $name }”. Did you mean { $known }?
mail-no-html = This mail has no HTML.
mail-browse-local = Open the HTML of this mail in the browser? It names nothing that is loaded from elsewhere; its scripts do not run.
mail-browse-remote = Open the HTML of this mail in the browser? It will load from { $hosts }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
  }, which tells them that you read it. Its scripts do not run.
mail-browse-opened = Opened in the browser.
mail-printed = Sent to the printer.
mail-source = Source
mail-source-more = … { $size } more; :save FILE saves all of it.
mail-saved-message = Saved as { $path }
mail-file-line = Save as (a folder takes the subject):
mail-pipe-title = Running
mail-pipe-runs = Esc ends it.
mail-pipe-done = Done: { $command }
mail-pipe-failed = “{ $command }” failed (exit code { $code }).
mail-pipe-stopped = Ended: { $command }
mail-pipe-cut = … more was printed than is shown.
mail-link-leads = Leads to { $host }
mail-link-misleads = Leads to { $host }, not to { $shown }
mail-link-open = Open in the browser
mail-link-write = Write to this address
mail-link-copy = Copy
mail-link-opened = Opened in the browser: { $link }
mail-link-ignored = The link also asked for this, which fumi does not do: { $fields }
mail-link-no-address = This link holds no address that can be written to.
mail-no-links = This message has no links.
mail-saved = Saved “{ $name }” as { $path }
mail-find-nothing = Not found in this conversation.
mail-move-to = Move to
mail-own-account = in its own account
mail-labels = Labels
mail-label-put-on = put on
mail-label-take-off = take off
mail-from-sender = Mail with this address
mail-copy-address = Copy the address
mail-fetched = { $count ->
    [0] No new mail.
    [one] { $count } new mail.
   *[other] { $count } new mails.
  }
mail-fetch-failed = { $account }: { $why }
news-and-more = { $news } { $n ->
    [one] (and another)
   *[other] (and { $n } more)
}
reminder = Reminder: { $subject }
reminder-of-person = Reminder: { $subject } ({ $person })
reminder-title = Reminder
mail-from-customer = Mail from { $person }: { $subject }
trash-empty-what = { $n ->
    [one] One mail in the trash would be removed for good: undo does not bring it back, and no fetch does.
   *[other] { $n } mails in the trash would be removed for good: undo does not bring them back, and no fetch does.
}
trash-empty-hint = Nothing was removed. Say --yes if that is meant.
trash-ask = Empty the trash? { $what }
trash-ask-of = Empty the trash of “{ $account }”? { $what }
trash-ask-all = Empty the trash of all accounts? { $what }
trash-is-empty = The trash is empty.
mail-until = until { $when }
mail-woken = back
mailbox-waiting = Waiting for an answer
mailbox-snoozed = Snoozed
snooze-title = Snooze { $what } until
snooze-all = all of this list
snooze-conversations = { $n ->
    [one] { $n } conversation
   *[other] { $n } conversations
  }
snooze-later-today = Later today
snooze-tomorrow = Tomorrow morning
snooze-weekend = The weekend
snooze-next-week = Next week
snooze-other = Another time …
snooze-wake = Back now
snooze-line = Until (tomorrow 9:00, monday, 2027-01-31 9:00):
mail-unsubscribe-page = Open the page of { $host } that takes you off the list?
mail-unsubscribe-request = Ask { $host } to take you off the list? It is told no more than the link in this mail says.
mail-unsubscribed = { $host } takes you off the list.
mail-no-unsubscribe = This mail names no way off its list.
