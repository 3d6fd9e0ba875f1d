//! What a passphrase has to be worth: the encrypted file may be copied, and then anybody may guess for as long as they like.

/// Fewer characters are guessed.
const LEAST: usize = 10;
/// Fewer different ones are a pattern.
const LEAST_DIFFERENT: usize = 6;

/// Whether a new passphrase is worth what it guards: ten characters, six of them different. What exists already is opened by whatever it was made with.
pub fn is_strong_enough(passphrase: &str) -> bool {
    let mut different: Vec<char> = passphrase.chars().collect();
    let long = different.len() >= LEAST;
    different.sort_unstable();
    different.dedup();
    long && different.len() >= LEAST_DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_and_patterns_are_too_weak() {
        for weak in ["", "sesame", "123456789", "aaaaaaaaaaaaaaaa", "ababababababab", "いろはにほへと"] {
            assert!(!is_strong_enough(weak), "{weak}");
        }
        for strong in ["open sesame", "correct horse", "いろはにほへとちりぬ"] {
            assert!(is_strong_enough(strong), "{strong}");
        }
    }
}
