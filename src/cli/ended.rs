//! How a verb ends.

use crate::problem::Problem;

/// The exit code of a verb that answered: 0, or what the worst of its rows says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(pub u8);

impl Exit {
    /// All went well.
    pub const DONE: Self = Self(0);

    /// The worse of two: 0 < 75 < 1 (interface.md).
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        let rank = |exit: Self| match exit.0 {
            0 => 0,
            75 => 1,
            _ => 2,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

impl From<&Problem> for Exit {
    fn from(problem: &Problem) -> Self {
        Self(problem.exit_code())
    }
}

/// How a verb ends: with an exit code, or with a problem that the caller prints.
pub type Ended = Result<Exit, Problem>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_exit_code_counts() {
        assert_eq!(Exit::DONE.worst(Exit(75)), Exit(75));
        assert_eq!(Exit(75).worst(Exit(1)), Exit(1));
        assert_eq!(Exit(1).worst(Exit(75)).worst(Exit::DONE), Exit(1));
    }
}
