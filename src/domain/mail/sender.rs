//! Whom a mail is from. Lists, answers, the sidebar, a new person's form and notifications all ask here, so that they name the same one.
//!
//! From is the sender's to choose, and it is often no author: a web shop's form and a ticket system send in the name of one's own house or of `noreply@`, and say
//! in Reply-To who wrote (RFC 5322 3.6.2: where the author wants answers); a list that rewrites From ("Anna via Talk") does so too. Where From is a person, a
//! Reply-To, often a desk, changes where answers go, not who wrote.

use super::address::{AddrSpec, Address, AddressRole};
use super::automaton::sends_for_others;
use super::message::{ListHeaders, ParsedMail};
use super::own::Own;
use crate::text::CleanText;

/// What the headers of a mail say of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SenderHeaders<'a> {
    /// From.
    pub from: &'a [Address],
    /// Reply-To.
    pub reply_to: &'a [Address],
    /// To.
    pub to: &'a [Address],
    /// The mailing list it came through.
    pub list: Option<&'a ListHeaders>,
}

/// Whom a mail is from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhomFrom {
    /// Whether we wrote it. The other one of such a mail is whom it went to.
    pub mine: bool,
    /// Who wrote it, the first first; empty where no header names anybody.
    pub authors: Vec<Address>,
    /// Whether Reply-To named the authors, and From somebody or something that sends for them.
    pub by_reply_to: bool,
    /// Where an answer to the author alone goes: never to a list, never to ourselves; empty for a mail of our own.
    pub answers: Vec<Address>,
}

/// Says whom a mail is from.
pub fn whom_from(headers: &SenderHeaders<'_>, own: &Own) -> WhomFrom {
    let wants: Vec<Address> = headers.reply_to.iter().filter(|one| !is_list(&one.address, headers.list)).cloned().collect();
    let mut foreign: Vec<Address> = wants.iter().filter(|one| !own.has(&one.address)).cloned().collect();
    let of = |mine, authors: &[Address], by_reply_to, answers: &[Address]| WhomFrom {
        mine,
        authors: authors.to_vec(),
        by_reply_to,
        answers: answers.to_vec(),
    };
    let Some(first) = headers.from.first() else { return of(false, &[], false, &foreign) };
    let via = before_via(first.name.as_str());
    let relayed = via.is_some() || is_list(&first.address, headers.list);
    if let (Some(name), Some(author)) = (&via, foreign.first_mut().filter(|one| one.name.is_empty())) {
        author.name = CleanText::line(name);
    }
    if headers.from.iter().all(|one| own.has(&one.address)) {
        let for_others = !foreign.is_empty() && !is_desk(&foreign[0], first, headers.to, own);
        return if for_others { of(false, &foreign, true, &foreign) } else { of(true, headers.from, false, &[]) };
    }
    if relayed && foreign.is_empty() && !wants.is_empty() {
        return of(true, &wants, true, &[]);
    }
    let stands_for_others = relayed || sends_for_others(first.address.local_part());
    match foreign.first() {
        Some(person) if stands_for_others && !super::automaton::is_machine(person.address.local_part()) => {
            of(false, &foreign, true, &foreign)
        }
        Some(_) => of(false, headers.from, false, &foreign),
        None => of(false, headers.from, false, headers.from),
    }
}

/// Says whom a mail that was read is from.
pub fn of_mail(mail: &ParsedMail, own: &Own) -> WhomFrom {
    let of = |role: AddressRole| mail.addresses_of(role).cloned().collect::<Vec<_>>();
    let (from, reply_to, to) = (of(AddressRole::From), of(AddressRole::ReplyTo), of(AddressRole::To));
    whom_from(&SenderHeaders { from: &from, reply_to: &reply_to, to: &to, list: mail.list.as_ref() }, own)
}

/// Whether an address takes mail for a whole list: the one of List-Post (RFC 2369), or the one that List-Id (RFC 2919) writes with a dot.
fn is_list(address: &AddrSpec, list: Option<&ListHeaders>) -> bool {
    let Some(list) = list else { return false };
    let normalized = address.normalized();
    list.post.as_ref().is_some_and(|post| post.address.normalized() == normalized) || normalized.replace('@', ".") == list.id.as_str()
}

/// Who stands in a name by which somebody else handed the mail on: "Anna Berg via Talk", as lists write it that may not send in the author's name (DMARC).
fn before_via(name: &str) -> Option<String> {
    let (author, _) = [" via ", " Via ", " VIA "].iter().find_map(|mark| name.split_once(mark))?;
    Some(author.trim_matches([' ', '\'', '"', '‘', '’', '“', '”', '(']).to_owned())
}

/// Whether a Reply-To of our own mail is but our desk: an address of the house we write from, in a mail that went to somebody outside of it.
fn is_desk(reply_to: &Address, from: &Address, to: &[Address], own: &Own) -> bool {
    let house = from.address.domain().to_lowercase();
    let ours = |one: &Address| own.has(&one.address) || one.address.domain().to_lowercase() == house;
    ours(reply_to) && !to.is_empty() && to.iter().all(|one| !ours(one))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::mail::address_list::parse_address_list;

    fn people(typed: &str) -> Vec<Address> {
        parse_address_list(typed).into_iter().map(Result::unwrap).collect()
    }

    fn list() -> ListHeaders {
        ListHeaders {
            id: CleanText::line("talk.lists.example"),
            post: people("post@lists.example").pop(),
            unsubscribe: CleanText::default(),
        }
    }

    /// Whom a mail is from, `me` for ours, and where an answer goes.
    fn told(from: &str, reply_to: &str, to: &str, list: Option<&ListHeaders>) -> (String, String) {
        let own = Own::new(["shop@house.example".to_owned(), "me@mine.example".to_owned()]);
        let (from, reply_to, to) = (people(from), people(reply_to), people(to));
        let found = whom_from(&SenderHeaders { from: &from, reply_to: &reply_to, to: &to, list }, &own);
        let join = |list: &[Address]| list.iter().map(|one| one.address.to_string()).collect::<Vec<_>>().join(" ");
        (if found.mine { "me".to_owned() } else { join(&found.authors) }, join(&found.answers))
    }

    #[test]
    fn a_form_of_our_own_site_is_from_whom_it_names() {
        for from in ["Shop <shop@house.example>", "shop+form@house.example"] {
            let found = told(from, "Anna Berg <anna@kunde.example>", "shop@house.example", None);
            assert_eq!(found, ("anna@kunde.example".to_owned(), "anna@kunde.example".to_owned()), "{from}");
        }
        let with_us = told("shop@house.example", "shop@house.example, anna@kunde.example", "shop@house.example", None);
        assert_eq!(with_us.0, "anna@kunde.example");
        let copied = told("shop@house.example", "anna@kunde.example", "anna@kunde.example", None);
        assert_eq!(copied.0, "anna@kunde.example", "the customer has a copy");
    }

    #[test]
    fn our_own_mail_stays_ours() {
        for (reply_to, to) in [
            ("", "anna@kunde.example"),
            ("me@mine.example", "anna@kunde.example"),
            ("me+desk@mine.example", "anna@kunde.example"),
            ("desk@house.example", "anna@kunde.example"),
        ] {
            assert_eq!(told("shop@house.example", reply_to, to, None), ("me".to_owned(), String::new()), "{reply_to}");
        }
        for reply_to in ["post@lists.example", "talk@lists.example"] {
            assert_eq!(told("me@mine.example", reply_to, "talk@lists.example", Some(&list())).0, "me", "{reply_to}");
        }
        assert_eq!(told("Me via Talk <talk@lists.example>", "me@mine.example", "talk@lists.example", Some(&list())).0, "me");
    }

    #[test]
    fn a_program_sends_for_whom_it_names() {
        for from in
            ["noreply@forms.example", "WordPress <wordpress@site.example>", "webmaster@site.example", "Tickets <tickets@desk.example>"]
        {
            assert_eq!(told(from, "Taro <taro@kunde.example>", "me@mine.example", None).0, "taro@kunde.example", "{from}");
        }
        assert_eq!(told("noreply@forms.example", "", "me@mine.example", None).0, "noreply@forms.example");
        assert_eq!(told("noreply@forms.example", "me@mine.example", "me@mine.example", None).0, "noreply@forms.example");
        let token = told("notifications@hub.example", "reply-notifications+x7@hub.example", "me@mine.example", None);
        assert_eq!(token, ("notifications@hub.example".to_owned(), "reply-notifications+x7@hub.example".to_owned()));
    }

    #[test]
    fn a_person_stays_the_author_and_may_want_answers_elsewhere() {
        let desk = told("anna@kunde.example", "desk@kunde.example", "me@mine.example", None);
        assert_eq!(desk, ("anna@kunde.example".to_owned(), "desk@kunde.example".to_owned()));
        let ours = told("anna@kunde.example", "me@mine.example", "me@mine.example", None);
        assert_eq!(ours, ("anna@kunde.example".to_owned(), "anna@kunde.example".to_owned()));
    }

    #[test]
    fn a_list_is_never_the_author_and_a_private_answer_never_goes_to_it() {
        let anna = "anna@kunde.example".to_owned();
        for (from, reply_to) in [
            ("Anna <anna@kunde.example>", "Talk <post@lists.example>"),
            ("Anna <anna@kunde.example>", "talk@lists.example, anna@kunde.example"),
            ("Anna via Talk <talk@lists.example>", "Anna <anna@kunde.example>"),
            ("Anna via Talk <post@lists.example>", "post@lists.example, Anna <anna@kunde.example>"),
            ("'Anna' via Sales <sales@groups.example>", "anna@kunde.example"),
        ] {
            assert_eq!(told(from, reply_to, "talk@lists.example", Some(&list())), (anna.clone(), anna.clone()), "{from} {reply_to}");
        }
    }

    #[test]
    fn a_name_before_via_is_the_authors() {
        let (from, reply_to) = (people("'Anna Berg' via Talk <talk@lists.example>"), people("anna@kunde.example"));
        let found = whom_from(&SenderHeaders { from: &from, reply_to: &reply_to, ..SenderHeaders::default() }, &Own::default());
        assert_eq!(found.authors[0].label(), "Anna Berg");
    }

    #[test]
    fn without_a_from_nobody_is_named() {
        assert_eq!(told("", "anna@kunde.example", "", None), (String::new(), "anna@kunde.example".to_owned()));
    }
}
