//! What the elements of a page mean for cutting it into blocks.

/// What an element means for the cutting.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Runs on in the line.
    Inline,
    /// Begins and ends a block.
    Block,
    /// A block whose headings end with it.
    Section,
    Heading(u8),
    Item,
    Row,
    Cell,
    /// A list or table: its entries belong together.
    Group,
    Break,
    Link,
    Bold,
}

impl Role {
    /// Whether an element of this role holds blocks or is one.
    pub(super) fn holds(self) -> bool {
        !matches!(self, Self::Inline | Self::Break | Self::Link | Self::Bold)
    }
}

/// The role of an element, by its name.
pub(super) fn role(name: &str) -> Role {
    match name {
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" | "legend" | "summary" | "caption" => Role::Heading(3),
        "h4" | "dt" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "section" | "article" | "aside" | "main" | "nav" | "footer" | "details" | "fieldset"
        | "blockquote" => Role::Section,
        "li" => Role::Item,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "ul" | "ol" | "table" | "dl" | "menu" => Role::Group,
        "br" | "hr" => Role::Break,
        "a" => Role::Link,
        "b" | "strong" => Role::Bold,
        "p" | "div" | "dd" | "header" | "address" | "form" | "figure" | "figcaption" | "pre"
        | "body" | "html" | "tbody" | "thead" | "tfoot" | "center" | "hgroup" | "search" => {
            Role::Block
        }
        _ => Role::Inline,
    }
}
