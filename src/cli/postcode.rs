//! `waymark postcode`

use std::io::BufRead;

use serde::Serialize;

use super::{Context, Verdict};
use crate::domain::{PostcodeClass, PostcodeKind, classify, suggestion};

/// What to do with postcodes.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Say what each line of stdin is, as postcodes go: a JSON line for each.
    Parse,
}

/// What a line is.
#[derive(Debug, Serialize)]
struct Parsed<'a> {
    input: &'a str,
    class: &'static str,
    /// The normal form, of a part too.
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    /// Only of the forces and of overseas territories.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<PostcodeKind>,
    /// What was probably meant by something invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggest: Option<String>,
}

pub(super) fn run(context: &mut Context<'_>, what: What) -> anyhow::Result<Verdict> {
    let What::Parse = what;
    each_line(std::io::stdin().lock(), |line| {
        let parsed = serde_json::to_string(&parse(line))?;
        Ok(writeln!(context.out, "{parsed}")?)
    })?;
    Ok(Verdict::Fine)
}

/// Hands over each line without its end. What is no UTF-8 is read as well as can be: one
/// odd line must not end the work on the others.
pub(super) fn each_line(
    mut input: impl BufRead,
    mut take: impl FnMut(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        take(text.trim_end_matches(['\n', '\r']))?;
        line.clear();
    }
    Ok(())
}

fn parse(input: &str) -> Parsed<'_> {
    let mut kind = None;
    let (class, postcode) = match classify(input) {
        PostcodeClass::Full(postcode) => {
            kind = Some(postcode.kind()).filter(|kind| *kind != PostcodeKind::Uk);
            ("full", Some(postcode.to_string()))
        }
        PostcodeClass::Sector(part) => ("sector", Some(part)),
        PostcodeClass::Outcode(part) => ("outcode", Some(part)),
        PostcodeClass::Area(part) => ("area", Some(part)),
        PostcodeClass::Invalid => ("invalid", None),
    };
    Parsed {
        input,
        class,
        postcode,
        kind,
        suggest: suggestion(input),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_answer_a_blank_one_too() {
        let mut answers = Vec::new();
        each_line(
            &b"ls14ap\r\n\nS10 2T\nS1O 2TN\n\xffx\nBFPO 57"[..],
            |line| {
                answers.push(serde_json::to_string(&parse(line))?);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(
            answers,
            [
                r#"{"input":"ls14ap","class":"full","postcode":"LS1 4AP"}"#,
                r#"{"input":"","class":"invalid"}"#,
                r#"{"input":"S10 2T","class":"sector","postcode":"S10 2"}"#,
                r#"{"input":"S1O 2TN","class":"invalid","suggest":"S10 2TN"}"#,
                "{\"input\":\"\u{fffd}x\",\"class\":\"invalid\"}",
                r#"{"input":"BFPO 57","class":"full","postcode":"BFPO 57","kind":"bfpo"}"#,
            ]
        );
    }
}
