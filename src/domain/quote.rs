//! What findings may repeat of a feed: never an e-mail address that may be a person's.

/// Longest quotation of what was found, in characters.
const FOUND_CHARS: usize = 200;

/// A pointer without its indices: `/schedules/*/id`.
pub fn kind_of_place(pointer: &str) -> String {
    let steps: Vec<_> = pointer
        .split('/')
        .map(|step| {
            let is_index = !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
            if is_index { "*" } else { step }
        })
        .collect();
    steps.join("/")
}

/// What stands at a place, as it may be told. A public e-mail address is quoted where one is
/// looked for; anywhere else it may be that of a person who keeps the records.
pub fn quoted(pointer: &str, text: &str) -> String {
    if pointer.ends_with("/email") {
        text.chars().take(FOUND_CHARS).collect()
    } else {
        quote(text)
    }
}

/// A text cut to 200 characters, and without the e-mail addresses in it.
pub fn quote(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let is_address = word.split_once('@').is_some_and(|(name, host)| {
            name.contains(char::is_alphanumeric) && host.contains(char::is_alphanumeric)
        });
        if is_address { "[e-mail address]" } else { word }
    });
    let words: Vec<_> = words.collect();
    words.join(" ").chars().take(FOUND_CHARS).collect()
}
