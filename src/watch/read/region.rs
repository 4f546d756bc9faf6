//! Which part of a page an element opens, by its name, role, id or class.

use scraper::node::Element;

use super::page::Region;

/// The region that an element opens, where it opens one. `nested`: inside of a section,
/// whose header is a part of it and not the banner of the page.
pub(super) fn region_of(element: &Element, nested: bool) -> Option<Region> {
    let region = match element.name() {
        "nav" => Region::Chrome,
        "header" => return (!nested).then_some(Region::Header),
        "footer" => Region::Footer,
        "aside" => Region::Aside,
        "blockquote" => Region::Quote,
        "main" => Region::Main,
        _ => by_name(element)?,
    };
    Some(region)
}

/// The region that an element's role, id or class names.
fn by_name(element: &Element) -> Option<Region> {
    match element.attr("role") {
        Some("navigation" | "search" | "menu" | "menubar") => return Some(Region::Chrome),
        Some("banner") => return Some(Region::Header),
        Some("contentinfo") => return Some(Region::Footer),
        Some("complementary") => return Some(Region::Aside),
        Some("main") => return Some(Region::Main),
        _ => {}
    }
    if matches!(element.name(), "html" | "body" | "a" | "h1" | "h2" | "h3") {
        return None;
    }
    let names = [element.attr("id"), element.attr("class")];
    names
        .into_iter()
        .flatten()
        .flat_map(str::split_whitespace)
        .find_map(|name| by_class(&name.to_ascii_lowercase()))
}

/// Whole names only: `has-sidebar` is not a sidebar.
fn by_class(name: &str) -> Option<Region> {
    if ["cookie", "consent", "gdpr"]
        .iter()
        .any(|word| name.starts_with(word))
    {
        return Some(Region::Chrome);
    }
    match name {
        "breadcrumb" | "breadcrumbs" | "nav" | "navbar" | "navigation" | "menu" | "main-menu"
        | "primary-menu" | "site-nav" | "main-nav" | "skip-link" => Some(Region::Chrome),
        "footer" | "colophon" | "site-info" | "ftr" | "contentinfo" => Some(Region::Footer),
        name if name.ends_with("footer") => Some(Region::Footer),
        "masthead" | "hdr" | "banner" | "topbar" | "top-bar" => Some(Region::Header),
        name if name.ends_with("site-header") || name.ends_with("site_header") => {
            Some(Region::Header)
        }
        "sidebar" | "side" | "related" | "related-posts" => Some(Region::Aside),
        "testimonial" | "testimonials" | "review" | "reviews" | "comment" | "comments"
        | "comment-list" | "quote" => Some(Region::Quote),
        _ => None,
    }
}
