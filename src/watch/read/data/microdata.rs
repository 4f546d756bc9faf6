//! Microdata: `itemscope`, `itemtype` and `itemprop`, as the objects that JSON-LD would hold.

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};
use serde_json::{Map, Value};

use super::super::hidden::is_silent;
use super::super::text::{folded, push_folded};

/// Longest value of a property, in bytes.
const MAX_VALUE: usize = 300;

/// Items of one page that are read.
const MAX_ITEMS: usize = 200;

/// An item that is open.
struct Item {
    node: NodeId,
    /// The property of the item around it that it is the value of.
    of: Option<String>,
    object: Map<String, Value>,
}

/// A property whose value is the text inside of an element that is open.
struct Words {
    node: NodeId,
    property: String,
    text: String,
}

/// The items of a page that stand in no other.
pub(super) fn objects(html: &Html) -> Vec<Value> {
    let mut walk = Walk::default();
    let mut skipped: Option<NodeId> = None;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Text(text) => walk.text(text),
                Node::Element(element) if is_left_out(element) => skipped = Some(node.id()),
                Node::Element(element) => walk.open(node.id(), element),
                _ => {}
            },
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            Edge::Close(node) if skipped.is_none() => walk.close(node.id()),
            _ => {}
        }
        if walk.seen > MAX_ITEMS {
            break;
        }
    }
    walk.done
}

/// What is not on the page, but for the head and what carries its value in an attribute.
fn is_left_out(element: &Element) -> bool {
    is_silent(element) && element.name() != "head"
}

#[derive(Default)]
struct Walk {
    items: Vec<Item>,
    words: Vec<Words>,
    done: Vec<Value>,
    seen: usize,
}

impl Walk {
    fn open(&mut self, node: NodeId, element: &Element) {
        let property = element.attr("itemprop");
        let property = property.and_then(|names| names.split_whitespace().next());
        if element.attr("itemscope").is_some() {
            self.seen += 1;
            let kind = element.attr("itemtype").unwrap_or_default();
            let object = Map::from_iter([("@type".to_owned(), Value::from(kind.trim()))]);
            self.items.push(Item {
                node,
                of: property.map(str::to_owned),
                object,
            });
        } else if let (Some(property), false) = (property, self.items.is_empty()) {
            match in_attribute(element) {
                Some(value) => self.say(property, Value::from(folded(value))),
                None => self.words.push(Words {
                    node,
                    property: property.to_owned(),
                    text: String::new(),
                }),
            }
        }
    }

    fn text(&mut self, text: &str) {
        for words in &mut self.words {
            if words.text.len() < MAX_VALUE {
                push_folded(&mut words.text, text);
            }
        }
    }

    fn close(&mut self, node: NodeId) {
        if let Some(words) = self.words.pop_if(|words| words.node == node) {
            self.say(&words.property, Value::from(words.text.trim()));
        }
        let Some(item) = self.items.pop_if(|item| item.node == node) else {
            return;
        };
        let object = Value::Object(item.object);
        match item.of {
            Some(property) if !self.items.is_empty() => self.say(&property, object),
            _ => self.done.push(object),
        }
    }

    /// Adds a value to the innermost item; a second one of a property makes a list.
    fn say(&mut self, property: &str, value: Value) {
        let Some(item) = self.items.last_mut() else {
            return;
        };
        match item.object.get_mut(property) {
            None => {
                item.object.insert(property.to_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
}

/// The value that an element carries in an attribute and not in its text.
fn in_attribute(element: &Element) -> Option<&str> {
    let by_name = match element.name() {
        "meta" => "content",
        "link" | "a" | "area" => "href",
        "time" => "datetime",
        "data" | "meter" => "value",
        "img" | "audio" | "video" | "source" | "embed" | "iframe" => "src",
        _ => "content",
    };
    element.attr("content").or_else(|| element.attr(by_name))
}
