//! Which messages share a thread.

use std::collections::HashMap;

use super::Member;

/// Groups messages into threads: two are together when one bears or names a Message-ID that the other bears or names, directly or over others.
///
/// Gives the indices of the members of each thread, each list ascending, the lists by their first index. This is the definition that the
/// store keeps step by step and that `fumi verify` computes anew.
pub fn components(members: &[Member<'_>]) -> Vec<Vec<usize>> {
    let mut roots: Vec<usize> = (0..members.len()).collect();
    let mut first_with: HashMap<&str, usize> = HashMap::new();
    for (index, member) in members.iter().enumerate() {
        for id in member.message_id.iter().chain(member.references) {
            match first_with.get(id) {
                Some(&other) => join(&mut roots, index, other),
                None => {
                    first_with.insert(id, index);
                }
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for index in 0..members.len() {
        let root = find(&mut roots, index);
        let group = *group_of.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(index);
    }
    groups
}

fn find(roots: &mut [usize], mut index: usize) -> usize {
    while roots[index] != index {
        roots[index] = roots[roots[index]];
        index = roots[index];
    }
    index
}

fn join(roots: &mut [usize], one: usize, other: usize) {
    let (one, other) = (find(roots, one), find(roots, other));
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    roots[high] = low;
}
