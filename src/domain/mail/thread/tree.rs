//! The tree inside one thread.

use std::collections::HashMap;

use super::Member;

/// Who sits at a place of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occupant {
    /// A mail we have. Copies of one mail (equal Message-ID and equal body, as in several accounts) share the place: indices into the
    /// members, lowest key first.
    Message {
        /// At least one.
        copies: Vec<usize>,
    },
    /// A mail that others answer but that we do not have. It is shown, not counted.
    Missing {
        /// The Message-ID others give it.
        message_id: String,
    },
}

/// One place of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Who sits here.
    pub occupant: Occupant,
    /// The place it answers, an index into the same list that is always lower; none for a root.
    pub parent: Option<usize>,
    /// How many places are above it.
    pub depth: u32,
}

/// A place while the tree is being made.
struct Container<'a> {
    copies: Vec<usize>,
    message_id: Option<&'a str>,
    /// Named as the direct parent of a mail we have: then it is shown even though we lack it.
    answered: bool,
    parent: Option<usize>,
    /// What siblings are ordered by; a missing mail takes that of its first descendant.
    order: Option<usize>,
}

impl Container<'_> {
    fn missing(&self) -> bool {
        self.copies.is_empty()
    }
}

/// Arranges the members of one thread into a tree, listed from top to bottom as it is shown: a parent before its children, siblings by date.
///
/// The result is a pure function of the set of members: a mail's own last reference is its parent; the parent of a missing mail is what the
/// longest list of references says of it; loops are cut first above a missing mail, then above the earliest one. Missing mails that
/// nobody answers directly are left out unless they hold several branches together. Works for members of several threads as well.
pub fn arrange(members: &[Member<'_>]) -> Vec<Node> {
    let mut places = places(members);
    cut_loops(&mut places);
    prune(&mut places);
    order(&mut places);
    list(&places)
}

/// Makes the places and gives each the parent it asks for. Places of mails come first, in canonical order, which makes an index a rank.
fn places<'a>(members: &[Member<'a>]) -> Vec<Container<'a>> {
    let mut canonical: Vec<usize> = (0..members.len()).collect();
    canonical.sort_by_key(|&index| {
        let member = &members[index];
        (member.key.sort_ms(), member.message_id, member.body_hash, member.references, member.key)
    });
    let mut places: Vec<Container<'a>> = Vec::with_capacity(members.len());
    let mut of_mail: HashMap<(&str, &[u8]), usize> = HashMap::new();
    let mut of_id: HashMap<&str, usize> = HashMap::new();
    for &index in &canonical {
        let member = &members[index];
        if let Some(id) = member.message_id
            && let Some(&place) = of_mail.get(&(id, member.body_hash))
        {
            places[place].copies.push(index);
            continue;
        }
        let place = places.len();
        places.push(Container { copies: vec![index], message_id: member.message_id, answered: false, parent: None, order: Some(place) });
        if let Some(id) = member.message_id {
            of_mail.insert((id, member.body_hash), place);
            of_id.entry(id).or_insert(place);
        }
    }
    let mails = places.len();
    // The number of references before the one that names a missing mail's parent: the longest list knows best.
    let mut knows: HashMap<usize, usize> = HashMap::new();
    for child in 0..mails {
        let member = &members[places[child].copies[0]];
        let mut before: Option<usize> = None;
        for (count, &id) in member.references.iter().enumerate() {
            if member.message_id == Some(id) {
                continue;
            }
            let place = *of_id.entry(id).or_insert_with(|| {
                places.push(Container { copies: Vec::new(), message_id: Some(id), answered: false, parent: None, order: None });
                places.len() - 1
            });
            if let Some(above) = before
                && above != place
                && place >= mails
                && knows.get(&place).is_none_or(|&known| count > known)
            {
                knows.insert(place, count);
                places[place].parent = Some(above);
            }
            before = Some(place);
        }
        if let Some(parent) = before {
            places[parent].answered = true;
            places[child].parent = Some(parent);
        }
    }
    places
}

/// Cuts each loop once: everybody has at most one parent, so loops never share a place and one cut each is enough.
fn cut_loops(places: &mut [Container<'_>]) {
    const UNSEEN: usize = usize::MAX;
    let mut seen_from = vec![UNSEEN; places.len()];
    for start in 0..places.len() {
        let mut at = start;
        while seen_from[at] == UNSEEN {
            seen_from[at] = start;
            match places[at].parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        if seen_from[at] != start || places[at].parent.is_none() {
            continue;
        }
        let mut ring = vec![at];
        let mut next = places[at].parent;
        while let Some(place) = next.filter(|&place| place != at) {
            ring.push(place);
            next = places[place].parent;
        }
        let cut = ring.iter().copied().min_by_key(|&place| {
            let place_ref = &places[place];
            (!place_ref.missing(), if place_ref.missing() { place_ref.message_id } else { None }, place)
        });
        if let Some(cut) = cut {
            places[cut].parent = None;
        }
    }
}

/// Takes out the missing mails that tell nothing: those nobody answers directly and that hold fewer than two branches together.
fn prune(places: &mut [Container<'_>]) {
    let top_down = top_down(places);
    let mut branches = vec![0_usize; places.len()];
    let mut kept = vec![true; places.len()];
    for &place in top_down.iter().rev() {
        kept[place] = !places[place].missing() || places[place].answered || branches[place] >= 2;
        if let Some(parent) = places[place].parent {
            // A place that goes away hands its only branch, if any, to its parent.
            branches[parent] += if kept[place] { 1 } else { branches[place] };
        }
    }
    for &place in &top_down {
        if let Some(parent) = places[place].parent.filter(|&parent| !kept[parent]) {
            places[place].parent = places[parent].parent;
        }
    }
    for (place, kept) in places.iter_mut().zip(kept) {
        if !kept {
            place.order = None;
            place.parent = None;
            place.message_id = None;
        }
    }
}

/// Gives each missing mail the rank of its earliest descendant.
fn order(places: &mut [Container<'_>]) {
    for &place in top_down(places).iter().rev() {
        if let (Some(parent), Some(rank)) = (places[place].parent, places[place].order)
            && places[parent].missing()
        {
            places[parent].order = Some(places[parent].order.map_or(rank, |known| known.min(rank)));
        }
    }
}

/// All places, parents before children.
fn top_down(places: &[Container<'_>]) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
    let mut queue: Vec<usize> = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        match place.parent {
            Some(parent) => children[parent].push(index),
            None => queue.push(index),
        }
    }
    let mut next = 0;
    while let Some(&place) = queue.get(next) {
        queue.extend(&children[place]);
        next += 1;
    }
    queue
}

fn list(places: &[Container<'_>]) -> Vec<Node> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
    let mut stack: Vec<(usize, Option<usize>, u32)> = Vec::new();
    for (index, place) in places.iter().enumerate().filter(|(_, place)| place.order.is_some()) {
        match place.parent {
            Some(parent) => children[parent].push(index),
            None => stack.push((index, None, 0)),
        }
    }
    let by_date = |place: &usize| (places[*place].order, !places[*place].missing(), places[*place].message_id);
    stack.sort_by_key(|(place, ..)| std::cmp::Reverse(by_date(place)));
    let mut nodes = Vec::with_capacity(places.len());
    while let Some((index, parent, depth)) = stack.pop() {
        let place = &places[index];
        let occupant = if place.missing() {
            Occupant::Missing { message_id: place.message_id.unwrap_or_default().to_owned() }
        } else {
            Occupant::Message { copies: place.copies.clone() }
        };
        let here = nodes.len();
        nodes.push(Node { occupant, parent, depth });
        let mut below = std::mem::take(&mut children[index]);
        below.sort_by_key(|place| std::cmp::Reverse(by_date(place)));
        stack.extend(below.into_iter().map(|child| (child, Some(here), depth + 1)));
    }
    nodes
}
