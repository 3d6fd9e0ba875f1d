//! Everything a person can order with a key.

/// A command of the app. What it is called, by which keys and where it acts stands in [`super::TABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// One down: row, line, or message of a conversation.
    Down,
    /// One up.
    Up,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// To the next pane.
    NextPane,
    /// To the previous pane.
    PreviousPane,
    /// To the Mail tab.
    TabMail,
    /// To the Leads tab.
    TabLeads,
    /// To the Contacts tab.
    TabContacts,
    /// To the Deals tab.
    TabDeals,
    /// To the Agenda tab.
    TabAgenda,
    /// Into the thread, message, record or group; sideways on boards.
    Into,
    /// Out of it.
    Out,
    /// Fold or unfold the message, the quotes or the group under the cursor.
    Fold,
    /// To the inbox.
    GoInbox,
    /// To starred mail.
    GoStarred,
    /// To sent mail.
    GoSent,
    /// To the drafts.
    GoDrafts,
    /// To all mail.
    GoAll,
    /// To the outbox.
    GoOutbox,
    /// To the leads.
    GoLeads,
    /// To the contacts.
    GoContacts,
    /// To the temps.
    GoTemps,
    /// To the companies.
    GoCompanies,
    /// To the pipeline.
    GoPipeline,
    /// To the agenda.
    GoAgenda,
    /// Write a new mail.
    Compose,
    /// Answer the sender.
    Reply,
    /// Answer everybody.
    ReplyAll,
    /// Pass on.
    Forward,
    /// Put away into the archive.
    Archive,
    /// Move to trash.
    Delete,
    /// Call it spam.
    Spam,
    /// Star or unstar.
    Star,
    /// Mark unread or read.
    ToggleRead,
    /// Move to a mailbox.
    Move,
    /// Add or remove labels.
    Label,
    /// List the attachments, to save one.
    Attachments,
    /// List the links.
    Links,
    /// Select the row.
    Select,
    /// Select from the last selected row to this one.
    SelectRange,
    /// Select all that match.
    SelectAll,
    /// Take the last change back.
    Undo,
    /// Do it again.
    Redo,
    /// Show CRM information, focus it, go back.
    ShowCrm,
    /// Hide CRM information.
    HideCrm,
    /// Add the sender as a lead.
    AddLead,
    /// Add the sender as a contact.
    AddContact,
    /// Add the sender as a temp.
    AddTemp,
    /// Add a task.
    AddTask,
    /// Add an event.
    AddEvent,
    /// Add a phone call.
    AddCall,
    /// Add a note.
    AddNote,
    /// Add a deal; only for contacts (S33).
    AddDeal,
    /// Edit the record.
    EditRecord,
    /// Delete the record.
    DeleteRecord,
    /// Make a contact of a lead.
    Convert,
    /// Complete the activity, or open it again.
    Complete,
    /// Sort the list by another column.
    Sort,
    /// Show the mail that made the record.
    ShowSource,
    /// A query in a list, a find in a text.
    Search,
    /// The next hit.
    NextHit,
    /// The previous hit.
    PreviousHit,
    /// The command line.
    CommandLine,
    /// The palette of all commands.
    Palette,
    /// The keys of where you are.
    Help,
    /// The settings.
    Settings,
    /// Fetch mail now.
    Fetch,
    /// Close the top thing, or leave.
    Close,
    /// To the next field.
    NextField,
    /// To the previous field.
    PreviousField,
    /// Save the form.
    Save,
    /// Test the account's connections.
    TestAccount,
    /// Cancel the form; asks if something was typed.
    Cancel,
    /// Queue the mail that is being written.
    Send,
    /// Write on in the person's own editor.
    Editor,
    /// Yes to a question.
    Yes,
    /// No to a question.
    No,
}
