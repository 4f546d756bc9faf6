//! What every page says of the site itself.

use super::assets;
use super::fact::Line;
use crate::hub::Hub;

/// The frame's words and addresses.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// Name of the directory.
    pub(super) name: String,
    /// How to reach the people who run it.
    pub(super) contact: Option<Line>,
    /// Address of the style sheet.
    pub(super) stylesheet: String,
    /// Address of the icon.
    pub(super) icon: String,
}

impl Site {
    /// The site as the settings describe it.
    pub(super) fn of(hub: &Hub) -> Self {
        Self {
            name: hub.config.publisher.name.clone(),
            contact: hub.config.publisher.contact.as_deref().map(contact),
            stylesheet: assets::url("site.css"),
            icon: assets::url("icon.svg"),
        }
    }
}

/// An address to write to, a page, or words.
fn contact(text: &str) -> Line {
    if text.contains('@') {
        Line::email(text)
    } else {
        Line::web(text)
    }
}
