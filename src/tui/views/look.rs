//! The styles of each theme. Every distinction that a colour makes is also made by a sign, a word or a weight.

use ratatui::style::{Color, Modifier, Style};

use crate::config::settings::Theme;
use crate::domain::account::AccountColor;
use crate::tui::app::Level;

/// How everything looks.
pub(super) struct Look {
    /// Everything at first.
    pub(super) ground: Style,
    /// What matters less.
    pub(super) dim: Style,
    /// What matters more.
    pub(super) strong: Style,
    /// Names of keys, the open tab, the prompt.
    pub(super) accent: Style,
    /// The border of a pane.
    pub(super) border: Style,
    /// The border of the pane with the focus.
    pub(super) focused: Style,
    /// The row under the cursor, in the pane with the focus.
    pub(super) cursor: Style,
    /// The row under the cursor, in another pane.
    pub(super) cursor_away: Style,
    /// Unread mail.
    pub(super) unread: Style,
    pub(super) star: Style,
    /// Quotes, by depth.
    pub(super) quotes: [Style; 3],
    pub(super) link: Style,
    pub(super) code: Style,
    /// The author's signature and attributions.
    pub(super) aside: Style,
    pub(super) label: Style,
    /// What deserves a look.
    pub(super) warning: Style,
    pub(super) failed: Style,
    /// What went well.
    pub(super) good: Style,
    /// A hit of a find.
    pub(super) hit: Style,
    /// A field that is typed into.
    pub(super) field: Style,
    /// Names of accounts in the colours that people give them, in the order of [`AccountColor::ALL`].
    accounts: [Style; 6],
}

impl Look {
    /// The styles of a theme.
    pub(super) fn of(theme: Theme) -> Self {
        match theme {
            Theme::Plain => Self::plain(),
            Theme::Dark => Self::coloured(&Colours {
                dim: Color::Indexed(245),
                accent: Color::Indexed(117),
                border: Color::Indexed(240),
                cursor: Color::Indexed(238),
                cursor_away: Color::Indexed(236),
                unread: Color::Indexed(231),
                star: Color::Indexed(221),
                quotes: [Color::Indexed(110), Color::Indexed(150), Color::Indexed(180)],
                link: Color::Indexed(117),
                code: Color::Indexed(180),
                label: Color::Indexed(183),
                warning: Color::Indexed(221),
                failed: Color::Indexed(210),
                good: Color::Indexed(114),
                hit: Color::Indexed(58),
                field: Color::Indexed(236),
                accounts: [210, 114, 221, 111, 177, 80].map(Color::Indexed),
            }),
            Theme::Light => Self::coloured(&Colours {
                dim: Color::Indexed(242),
                accent: Color::Indexed(25),
                border: Color::Indexed(250),
                cursor: Color::Indexed(153),
                cursor_away: Color::Indexed(254),
                unread: Color::Indexed(16),
                star: Color::Indexed(130),
                quotes: [Color::Indexed(25), Color::Indexed(28), Color::Indexed(94)],
                link: Color::Indexed(25),
                code: Color::Indexed(94),
                label: Color::Indexed(90),
                warning: Color::Indexed(130),
                failed: Color::Indexed(124),
                good: Color::Indexed(28),
                hit: Color::Indexed(229),
                field: Color::Indexed(255),
                accounts: [124, 28, 130, 25, 90, 30].map(Color::Indexed),
            }),
        }
    }

    fn coloured(colours: &Colours) -> Self {
        let fg = |colour| Style::new().fg(colour);
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            ground: Style::new(),
            dim: fg(colours.dim),
            strong: bold,
            accent: fg(colours.accent).add_modifier(Modifier::BOLD),
            border: fg(colours.border),
            focused: fg(colours.accent),
            cursor: Style::new().bg(colours.cursor).add_modifier(Modifier::BOLD),
            cursor_away: Style::new().bg(colours.cursor_away),
            unread: fg(colours.unread).add_modifier(Modifier::BOLD),
            star: fg(colours.star),
            quotes: colours.quotes.map(fg),
            link: fg(colours.link).add_modifier(Modifier::UNDERLINED),
            code: fg(colours.code),
            aside: fg(colours.dim),
            label: fg(colours.label),
            warning: fg(colours.warning),
            failed: fg(colours.failed).add_modifier(Modifier::BOLD),
            good: fg(colours.good),
            hit: Style::new().bg(colours.hit).add_modifier(Modifier::UNDERLINED),
            field: Style::new().bg(colours.field),
            accounts: colours.accounts.map(fg),
        }
    }

    fn plain() -> Self {
        let with = |modifier| Style::new().add_modifier(modifier);
        Self {
            ground: Style::new(),
            dim: with(Modifier::DIM),
            strong: with(Modifier::BOLD),
            accent: with(Modifier::BOLD),
            border: with(Modifier::DIM),
            focused: with(Modifier::BOLD),
            cursor: with(Modifier::REVERSED),
            cursor_away: with(Modifier::UNDERLINED),
            unread: with(Modifier::BOLD),
            star: with(Modifier::BOLD),
            quotes: [with(Modifier::DIM); 3],
            link: with(Modifier::UNDERLINED),
            code: Style::new(),
            aside: with(Modifier::DIM),
            label: with(Modifier::ITALIC),
            warning: with(Modifier::BOLD),
            failed: with(Modifier::BOLD),
            good: Style::new(),
            hit: with(Modifier::REVERSED),
            field: with(Modifier::UNDERLINED),
            accounts: [with(Modifier::DIM); 6],
        }
    }

    /// The name of an account in its colour.
    pub(super) fn account(&self, color: AccountColor) -> Style {
        let at = AccountColor::ALL.iter().position(|one| *one == color).unwrap_or(0);
        self.accounts.get(at).copied().unwrap_or(self.dim)
    }

    /// The style of a notice and the sign that says the same without colour.
    pub(super) fn notice(&self, level: Level) -> (Style, &'static str) {
        match level {
            Level::Done => (self.good, "✓ "),
            Level::Warning | Level::Refused => (self.warning, "! "),
            Level::Failed => (self.failed, "✗ "),
        }
    }
}

struct Colours {
    dim: Color,
    accent: Color,
    border: Color,
    cursor: Color,
    cursor_away: Color,
    unread: Color,
    star: Color,
    quotes: [Color; 3],
    link: Color,
    code: Color,
    label: Color,
    warning: Color,
    failed: Color,
    good: Color,
    hit: Color,
    field: Color,
    accounts: [Color; 6],
}
