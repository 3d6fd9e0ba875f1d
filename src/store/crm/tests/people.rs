//! Who wrote, duplicates, conversion, merging.

use super::*;
use crate::domain::crm::duplicate::Certainty;
use crate::domain::crm::sender_match::Verdict;
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::{
    Added, Conversion, Converted, DeleteRecords, EmailState, LinkMail, ListDuplicates, MergePersons, ShareMail, ShowFirst, UnlinkMail,
};
use crate::store::Refusal;
use crate::store::crm::links;

#[test]
fn s21_an_unknown_sender_is_unknown_and_has_mail() {
    let mut world = world();
    world.arrive("a", "t.tanaka@sample.test", "me@sample.example", "お見積り", 1);
    let sidebar = world.sidebar("T.Tanaka@SAMPLE.test");
    assert_eq!(sidebar.verdict, Verdict::Unknown { addresses: vec!["t.tanaka@sample.test".to_owned()] });
    assert_eq!(sidebar.emails.count, 1);
    assert_eq!(world.sidebar("me@sample.example").verdict, Verdict::Mine);
}

#[test]
fn s28_a_secondary_address_resolves_to_the_same_record_and_all_mail_belongs_to_the_person() {
    let mut world = world();
    world.arrive("before", "tanaka@home.test", "me@sample.example", "private", 1);
    let fields = [
        (Field::LastName, "田中"),
        (Field::Company, "サンプル"),
        (Field::Email, "t@sample.test"),
        (Field::SecondaryEmail, "tanaka@home.test"),
    ];
    let lead = world.add(RecordKind::Lead, &fields);
    world.arrive("after", "me@sample.example", "t@sample.test", "Re: work", 5);
    for address in ["t@sample.test", "tanaka@home.test"] {
        let sidebar = world.sidebar(address);
        assert_eq!(sidebar.verdict, Verdict::Person(lead.as_name()), "{address}");
        assert_eq!(sidebar.emails.count, 2);
        assert_eq!(sidebar.emails.recent[0].subject.as_str(), "Re: work");
        assert!(sidebar.emails.recent[0].state == EmailState::Sent && sidebar.emails.last == Some(sidebar.emails.recent[0].date));
    }
}

#[test]
fn s117_the_newest_mails_of_a_person_are_the_beginning_of_all_of_them_however_few_are_read() {
    let mut world = world();
    let addresses = ["t@sample.test", "tanaka@home.test"];
    let fields =
        [(Field::LastName, "田中"), (Field::Company, "サンプル"), (Field::Email, addresses[0]), (Field::SecondaryEmail, addresses[1])];
    let lead = world.add(RecordKind::Lead, &fields);
    for n in 0..14 {
        // The second address was used long ago, and once lately.
        let from = addresses[usize::from(n < 5 || n == 12)];
        let id = format!("m{n}");
        let mail = world.arrive(&id, from, "me@sample.example", "x", n);
        if n % 3 == 0 {
            world.arrive_copied(&id, from, "me@sample.example", "x", n);
        }
        if n == 8 {
            world.job(CrmJob::Unlink(UnlinkMail { message: mail, record: None })).unwrap();
        }
        let other = world.arrive(&format!("other{n}"), "list@news.test", "me@sample.example", "y", n);
        if n == 2 {
            world.job(CrmJob::Link(LinkMail { message: other, record: lead.reference })).unwrap();
        }
    }
    let addresses = addresses.map(str::to_owned);
    let read = |most| links::messages_of(&world.db, &addresses, Some(lead.reference), most).unwrap();
    let (all, more) = read(usize::MAX);
    assert_eq!((all.len(), more), (14, false), "fourteen without the one that was taken away, and one by hand");
    assert!(all.is_sorted_by(|newer, older| newer > older));
    for most in 0..20 {
        assert_eq!(read(most), (all[..most.min(14)].to_vec(), most < 14), "{most}");
    }
    assert_eq!((world.sidebar("t@sample.test").emails.count, world.sidebar("t@sample.test").emails.more), (14, false));
}

#[test]
fn a_known_address_is_answered_with_who_has_it_and_nothing_is_written() {
    let mut world = world();
    let lead = world.lead("田中", "t@sample.test");
    let before = world.dump();
    let mut again = world.draft(RecordKind::Contact, &[(Field::LastName, "Tanaka"), (Field::Email, "T@Sample.TEST")]);
    match world.job(CrmJob::Add(again.clone())).unwrap() {
        Written::Crm(report) => match *report {
            CrmReport::Added(Added::Known(known)) => assert_eq!((known[0].person.id, known[0].certainty), (lead.id, Certainty::Hard)),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    assert_eq!(world.dump(), before);
    again.allow_duplicate = true;
    world.save(CrmJob::Add(again));
    assert!(matches!(world.sidebar("t@sample.test").verdict, Verdict::Several(persons) if persons.len() == 2));
}

#[test]
fn an_edit_cannot_take_another_persons_address() {
    let mut world = world();
    let lead = world.lead("田中", "t@sample.test");
    let other = world.lead("鈴木", "s@sample.test");
    let job = world.edit(&other, &[(Field::Email, "t@sample.test")]);
    assert_eq!(refusal(world.job(job)), Refusal::Duplicate(lead.id));
    let job = world.edit(&other, &[(Field::Email, "S@sample.test"), (Field::Phone, "03-1234-5678")]);
    assert_eq!(world.save(job).text(Field::Email), "S@sample.test");
}

#[test]
fn duplicates_are_found_by_address_number_and_name() {
    let mut world = world();
    let fields = |first: &'static str, company: &'static str, phone: &'static str| {
        [(Field::LastName, "田中"), (Field::FirstName, first), (Field::Company, company), (Field::Phone, phone)]
    };
    world.add(RecordKind::Lead, &fields("太郎", "株式会社サンプル", "03-1234-5678"));
    world.add(RecordKind::Lead, &fields("次郎", "別会社", "+81 3 1234 5678"));
    world.add(RecordKind::Contact, &fields("太郎", "サンプル㈱", "06-6123-4567"));
    let CrmReport::Duplicates(pairs) = world.ask(&CrmJob::Duplicates(ListDuplicates)) else { panic!() };
    assert_eq!(pairs.iter().map(|pair| pair.certainty).collect::<Vec<_>>(), [Certainty::Strong, Certainty::Soft]);
}

#[test]
fn a_converted_lead_keeps_its_row_and_gets_company_and_deal() {
    let mut world = world();
    let mail = world.arrive("a", "t@sample.test", "me@sample.example", "お見積り", 1);
    let mut new =
        world.draft(RecordKind::Lead, &[(Field::LastName, "田中"), (Field::Company, "㈱サンプル"), (Field::Email, "t@sample.test")]);
    new.made_from = Some(mail);
    let lead = world.save(CrmJob::Add(new));
    world.add(RecordKind::Task, &[(Field::Subject, "Call back"), (Field::RelatedTo, &lead.id.to_string())]);
    let company = world.add(RecordKind::Company, &[(Field::Name, "株式会社サンプル")]);
    let before = world.dump();
    let deal = world.draft(RecordKind::Deal, &[(Field::DealName, "Pilot"), (Field::Amount, "120000"), (Field::ClosingDate, "2027-01-31")]);
    let job = CrmJob::Convert(Conversion { lead: lead.reference, company: None, deal: Some(deal) });
    let Written::Crm(report) = world.job(job).unwrap() else { panic!() };
    let CrmReport::Converted(Converted { person, deal: Some(deal), .. }) = *report else { panic!() };
    assert_eq!((person.kind, person.id, person.made_from.unwrap().message), (RecordKind::Contact, lead.id, mail));
    assert_eq!(person.value(Field::Company).unwrap().as_record().unwrap().id, company.id, "found however its form is written");
    assert_eq!(deal.value(Field::Company).unwrap().as_record().unwrap().id, company.id);
    assert_eq!(world.sidebar("t@sample.test").activities.len(), 1, "nothing moved");
    world.changes(UndoRedo::Undo).unwrap();
    assert_eq!(world.dump(), before);
}

#[test]
fn only_a_lead_can_be_converted() {
    let mut world = world();
    let contact = world.contact("Berg", "anna@berg.test");
    let job = CrmJob::Convert(Conversion { lead: contact.reference, company: None, deal: None });
    assert_eq!(refusal(world.job(job)), Refusal::NotALead(contact.id));
}

#[test]
fn a_merge_takes_the_others_value_only_where_it_was_chosen() {
    let mut world = world();
    let one = [
        (Field::LastName, "Berg"),
        (Field::Company, "Nordwind"),
        (Field::Email, "a@nordwind.test"),
        (Field::SecondaryEmail, "old@nordwind.test"),
        (Field::Phone, "03-1111-1111"),
        (Field::Title, "Buyer"),
        (Field::AnnualRevenue, "100"),
        (Field::Currency, "JPY"),
        (Field::EmailOptOut, "yes"),
    ];
    let two = [
        (Field::LastName, "Berger"),
        (Field::Company, "Südwind"),
        (Field::Email, "b@suedwind.test"),
        (Field::Phone, "03-2222-2222"),
        (Field::Title, "Head of Buying"),
        (Field::AnnualRevenue, "5.50"),
        (Field::Currency, "EUR"),
    ];
    let (keep, other) = (world.add(RecordKind::Lead, &two), world.add(RecordKind::Lead, &one));
    let before = world.dump();
    let take = vec![Field::Company, Field::Email, Field::Phone, Field::AnnualRevenue];
    let merged = world.save(CrmJob::Merge(MergePersons { keep: keep.reference, other: other.reference, take }));
    assert_eq!((merged.text(Field::LastName), merged.text(Field::Title)), ("Berger", "Head of Buying"), "not chosen");
    assert_eq!((merged.text(Field::Company), merged.text(Field::Email)), ("Nordwind", "a@nordwind.test"));
    assert_eq!(merged.text(Field::Phone), "03-1111-1111");
    let shown = |field| merged.value(field).map(|value| value.typed(&zone())).unwrap_or_default();
    assert_eq!(shown(Field::SecondaryEmail), "b@suedwind.test, old@nordwind.test", "every address is still theirs");
    assert_eq!((shown(Field::AnnualRevenue), merged.text(Field::Currency)), ("100".to_owned(), "JPY"), "an amount goes with its currency");
    assert_eq!(shown(Field::EmailOptOut), "yes", "who wanted no mail still wants none");
    world.changes(UndoRedo::Undo).unwrap();
    assert_eq!(world.dump(), before);
}

#[test]
fn a_lead_merged_with_a_contact_is_a_contact_with_one_company() {
    let mut world = world();
    let lead = world.add(RecordKind::Lead, &[(Field::LastName, "Berg"), (Field::Company, "Nordwind GmbH")]);
    let contact = world.add(RecordKind::Contact, &[(Field::LastName, "Berg"), (Field::Company, "Südwind")]);
    let merged = world.save(CrmJob::Merge(MergePersons::into(lead.reference, contact.reference)));
    assert_eq!((merged.kind, merged.text(Field::Company)), (RecordKind::Contact, "Nordwind GmbH"), "what was ours stays");
    assert!(merged.value(Field::Company).unwrap().as_record().is_some(), "a contact's company is a record");
    let (lead, contact) = (
        world.add(RecordKind::Lead, &[(Field::LastName, "Stern"), (Field::Company, "株式会社サンプル")]),
        world.add(RecordKind::Contact, &[(Field::LastName, "Stern"), (Field::Company, "(株)サンプル")]),
    );
    let company = contact.value(Field::Company).unwrap().as_record().unwrap().reference;
    let merged = world.save(CrmJob::Merge(MergePersons::into(lead.reference, contact.reference)));
    assert_eq!(merged.value(Field::Company).unwrap().as_record().unwrap().reference, company, "the same company, not a second");
}

#[test]
fn mail_is_shared_after_a_merge_only_where_both_shared_it() {
    let mut world = world();
    let (one, other) = (world.lead("One", "one@sample.test"), world.lead("Other", "other@sample.test"));
    world.save(CrmJob::ShareMail(ShareMail { person: one.reference, on: true }));
    let merged = world.save(CrmJob::Merge(MergePersons::into(one.reference, other.reference)));
    assert!(merged.value(Field::ShareEmails).is_none(), "nobody ever shared the mail of the other");
}

#[test]
fn merged_people_are_one_with_everything_of_both() {
    let mut world = world();
    world.arrive("a", "old@sample.test", "me@sample.example", "old", 1);
    world.arrive("b", "new@sample.test", "me@sample.example", "new", 2);
    let keep = world.add(RecordKind::Lead, &[(Field::LastName, "田中"), (Field::Company, "サンプル"), (Field::Email, "new@sample.test")]);
    let fields = [(Field::LastName, "たなか"), (Field::Email, "old@sample.test"), (Field::Phone, "03-1234-5678"), (Field::Title, "課長")];
    let other = world.add(RecordKind::Contact, &fields);
    world.add(RecordKind::Note, &[(Field::Content, "met in Osaka"), (Field::RelatedTo, &other.id.to_string())]);
    let before = world.dump();
    let merged = world.save(CrmJob::Merge(MergePersons::into(keep.reference, other.reference)));
    assert_eq!((merged.kind, merged.text(Field::LastName), merged.text(Field::Title)), (RecordKind::Contact, "田中", "課長"));
    assert_eq!((merged.text(Field::Phone), merged.text(Field::Email)), ("03-1234-5678", "new@sample.test"));
    let sidebar = world.sidebar("old@sample.test");
    assert_eq!((sidebar.emails.count, sidebar.notes.len()), (2, 1));
    assert!(!world.exists(other.reference));
    world.changes(UndoRedo::Undo).unwrap();
    assert_eq!(world.dump(), before);
    assert_eq!(refusal(world.job(CrmJob::Merge(MergePersons::into(keep.reference, keep.reference)))), Refusal::InvalidMerge);
}

#[test]
fn of_several_with_one_address_the_chosen_one_comes_first_everywhere_until_gone() {
    let mut world = world();
    let first = world.lead("Shared", "info@sample.test");
    let mail = world.arrive("a", "info@sample.test", "me@sample.example", "hello", 1);
    let mut again = world.draft(RecordKind::Contact, &[(Field::LastName, "Second"), (Field::Email, "info@sample.test")]);
    again.allow_duplicate = true;
    let second = world.save(CrmJob::Add(again));
    let shown = |world: &World| world.sidebar("info@sample.test").record.unwrap().reference;
    assert_eq!(shown(&world), first.reference, "the oldest where nobody chose");
    world.job(CrmJob::ShowFirst(ShowFirst { address: "Info@Sample.TEST".to_owned(), person: second.reference })).unwrap();
    assert_eq!(shown(&world), second.reference);
    let of_mail = super::super::people::of_message(&world.db, mail).unwrap().unwrap();
    assert_eq!(of_mail.reference, second.reference, "what is made from the mail is for them too");
    let stranger = world.lead("Stranger", "x@sample.test");
    let wrong = ShowFirst { address: "info@sample.test".to_owned(), person: stranger.reference };
    assert!(world.job(CrmJob::ShowFirst(wrong)).is_err(), "nobody is shown for an address that is not theirs");
    world.job(CrmJob::Delete(DeleteRecords(vec![second.reference]))).unwrap();
    assert_eq!(shown(&world), first.reference);
    world.changes(UndoRedo::Undo).unwrap();
    assert_eq!(shown(&world), second.reference);
}
