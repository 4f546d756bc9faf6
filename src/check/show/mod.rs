//! Tells a report: as text for a terminal, or as one page that needs nothing else.

mod html;
mod text;
