//! Telephone, e-mail and web address, in columns of their own or together in one.

use super::Beside;
use super::cells::{Cells, Taken};
use crate::sheet::column::{looks_like_email, looks_like_phone, looks_like_url};
use crate::sheet::field::{email, phone, text, url};
use crate::sheet::report::Fields;
use crate::sheet::role::Role;

pub(super) fn read(cells: &mut Cells<'_>, fields: &mut Fields, beside: &mut Beside) {
    for cell in cells.all(&|role| role == Role::Phone) {
        phones(cells, &cell, &cell.text, fields, beside);
    }
    for cell in cells.all(&|role| role == Role::Email) {
        let linked = cell
            .link
            .as_deref()
            .and_then(|link| link.strip_prefix("mailto:"));
        let shown = linked
            .filter(|_| !cell.text.contains('@'))
            .unwrap_or(&cell.text);
        let shown = shown.split('?').next().unwrap_or_default();
        emails(cells, &cell, shown, fields);
    }
    for cell in cells.all(&|role| role == Role::Url) {
        let linked = cell.link.as_deref().filter(|link| link.starts_with("http"));
        let shown = linked
            .filter(|_| !looks_like_url(&cell.text))
            .unwrap_or(&cell.text);
        urls(cells, &cell, shown, fields);
    }
    for cell in cells.all(&|role| role == Role::Contact) {
        mixed(cells, &cell, fields, beside);
    }
}

fn phones(
    cells: &mut Cells<'_>,
    cell: &Taken,
    shown: &str,
    fields: &mut Fields,
    beside: &mut Beside,
) {
    let read = phone::read(shown);
    cells.note(cell, &read.problems);
    cells.changed(cell, read.value.first.as_deref());
    if fields.phone.is_none() {
        beside.extension = read.value.extension;
    }
    for number in read.value.first.into_iter().chain(read.value.others) {
        match &fields.phone {
            None => fields.phone = Some(number),
            Some(first) if *first != number && !beside.phones.contains(&number) => {
                beside.phones.push(number);
            }
            Some(_) => {}
        }
    }
}

fn emails(cells: &mut Cells<'_>, cell: &Taken, shown: &str, fields: &mut Fields) {
    let read = email::read(shown);
    cells.note(cell, &read.problems);
    cells.changed(cell, read.value.first.as_deref());
    fields.email = fields.email.take().or(read.value.first);
}

fn urls(cells: &mut Cells<'_>, cell: &Taken, shown: &str, fields: &mut Fields) {
    let read = url::read(shown);
    cells.note(cell, &read.problems);
    cells.changed(cell, read.value.as_deref());
    fields.url = fields.url.take().or(read.value);
}

/// One cell that holds several of them, and perhaps a name: each word goes where it belongs.
fn mixed(cells: &mut Cells<'_>, cell: &Taken, fields: &mut Fields, beside: &mut Beside) {
    let (mut addresses, mut pages, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let parted = |c: char| c.is_whitespace() || matches!(c, ';' | '|' | ',' | '<' | '>');
    for word in cell.text.split(parted).filter(|word| !word.is_empty()) {
        let bare = word.trim_matches(['(', ')', '/']);
        if looks_like_email(bare) {
            addresses.push(bare.trim_start_matches("mailto:"));
        } else if looks_like_url(bare) {
            pages.push(bare);
        } else {
            rest.push(word);
        }
    }
    let rest = rest.join(" ");
    let labels = [
        "tel",
        "phone",
        "telephone",
        "mob",
        "mobile",
        "email",
        "e-mail",
        "web",
        "website",
        "or",
        "and",
        "call",
        "t",
        "e",
        "m",
        "w",
    ];
    let digits_from = rest.find(|c: char| c.is_ascii_digit() || c == '+');
    if let Some(at) = digits_from.filter(|at| looks_like_phone(&rest[*at..])) {
        phones(cells, cell, &rest[at..], fields, beside);
    }
    if !addresses.is_empty() {
        emails(cells, cell, &addresses.join("; "), fields);
    }
    if let Some(page) = pages.first() {
        urls(cells, cell, page, fields);
    }
    let name = rest[..digits_from.unwrap_or(rest.len())]
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty() && !labels.contains(&word.to_lowercase().as_str()))
        .collect::<Vec<_>>()
        .join(" ");
    if beside.contact_name.is_none() && !name.is_empty() && name.split(' ').count() <= 4 {
        beside.contact_name = text::read(&name).value;
    }
}
