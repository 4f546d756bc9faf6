//! The little of XML that workbooks need: elements by local name, their attributes, text.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::sheet::report::FileError;

/// Reads XML event by event, in bounded memory.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

/// What readers of workbooks look at; everything else is passed over.
#[derive(Debug)]
pub(super) enum Node {
    /// An element begins. One without content ends at once, too.
    Start(Element),
    /// An element ends.
    End(String),
    /// Text.
    Text(String),
}

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct Element(BytesStart<'static>);

impl<R: BufRead> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
        }
    }

    /// The next thing of interest; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node>, FileError> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let node = match event.map_err(|_| FileError::Corrupt)? {
                Event::Start(start) => Node::Start(Element(start.into_owned())),
                Event::End(end) => Node::End(end.local_name().as_ref().to_owned()),
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let char = reference.resolve_char_ref().ok().flatten();
                    let text = match (char, reference.xml10_content().as_ref()) {
                        (Some(char), _) => char.to_string(),
                        (None, "amp") => "&".to_owned(),
                        (None, "lt") => "<".to_owned(),
                        (None, "gt") => ">".to_owned(),
                        (None, "quot") => "\"".to_owned(),
                        (None, "apos") => "'".to_owned(),
                        (None, other) => format!("&{other};"),
                    };
                    Node::Text(text)
                }
                Event::Eof => return Ok(None),
                _ => continue,
            };
            return Ok(Some(node));
        }
    }

    /// Passes over everything up to the end of the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), FileError> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()?.ok_or(FileError::Corrupt)? {
                Node::Start(_) => depth += 1,
                Node::End(_) => depth -= 1,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// All text up to the end of the element that has just begun, but for that of elements
    /// with one of the `left_out` names.
    pub(super) fn text(&mut self, left_out: &[&str]) -> Result<String, FileError> {
        let mut text = String::new();
        let mut depth = 1;
        while depth > 0 {
            match self.next()?.ok_or(FileError::Corrupt)? {
                Node::Start(element) if left_out.contains(&element.name()) => self.skip()?,
                Node::Start(_) => depth += 1,
                Node::End(_) => depth -= 1,
                Node::Text(more) => text.push_str(&more),
            }
        }
        Ok(text)
    }
}

impl Element {
    /// The name without its namespace.
    pub(super) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// An attribute by its name without namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        value.ok().map(std::borrow::Cow::into_owned)
    }

    /// A numeric attribute.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.attribute(name).as_deref(), Some("1" | "true"))
    }
}
