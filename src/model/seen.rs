//! Who may see a field of a profile. Said on the field itself (`"seen"`), because an allow-list elsewhere is
//! forgotten: what says nothing is seen by nobody, so a new field is private until somebody decides.

use super::document::Audience;

/// The first audience that may see a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Everybody.
    All,
    /// Everybody if the entry holds a post or says `公开: 是`, else as [`Seen::Home`].
    Open,
    /// Whoever has a household's own card in hand.
    Home,
    /// Those who hold a post.
    Duty,
    /// Nobody: it decides, or it is a note for the office.
    Nobody,
}

impl Seen {
    /// Reads the word on a field.
    pub(super) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "all" => Self::All,
            "open" => Self::Open,
            "home" => Self::Home,
            "duty" => Self::Duty,
            "nobody" => Self::Nobody,
            _ => return None,
        })
    }

    /// Returns whether an audience sees it; `open` if the entry it belongs to is public.
    pub fn by(self, audience: Audience, open: bool) -> bool {
        match self {
            Self::All => true,
            Self::Open => open || audience != Audience::Public,
            Self::Home => audience != Audience::Public,
            Self::Duty => matches!(audience, Audience::Duty | Audience::File),
            Self::Nobody => false,
        }
    }
}
