//! How well cases were judged: against what was wanted, by kind and by reason.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use waymark::watch::judge_folder;

/// One case, what was wanted and what came.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) name: String,
    /// Verdict, reason and fields; only the verdict and the reason count where the fields
    /// are left out.
    pub(super) want: String,
    pub(super) got: String,
    pub(super) evidence: String,
}

impl Judged {
    /// Whether everything that was wanted came.
    pub(super) fn is_right(&self) -> bool {
        let want: Vec<&str> = self.want.split(' ').collect();
        let got: Vec<&str> = self.got.split(' ').collect();
        match want.as_slice() {
            ["none"] => got[0] == "none",
            [kind, reason] => got[0] == *kind && got[1] == *reason,
            all => got == all,
        }
    }

    fn kinds(&self) -> (&str, &str) {
        let first = |text: &'_ str| text.find(' ').unwrap_or(text.len());
        (
            &self.want[..first(&self.want)],
            &self.got[..first(&self.got)],
        )
    }

    fn wanted_reason(&self) -> Option<&str> {
        self.want.split(' ').nth(1)
    }

    fn got_reason(&self) -> Option<&str> {
        self.got.split(' ').nth(1)
    }
}

/// Judges the cases in the sub-folders of `folder`, named as in `wanted`.
pub(super) fn judge(folder: &Path, wanted: &[(String, String, String)]) -> Vec<Judged> {
    let mut out = Vec::new();
    let summary = judge_folder(folder, &mut out).unwrap();
    assert_eq!(summary.problems, Vec::<String>::new());
    let lines: BTreeMap<String, Value> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| (line["case"].as_str().unwrap().to_owned(), line))
        .collect();
    wanted
        .iter()
        .map(|(at, name, want)| {
            let line = &lines[at];
            let words = |value: &Value| value.as_str().unwrap().to_owned();
            let mut got = vec![words(&line["verdict"]), words(&line["reason"])];
            got.extend(line["fields"].as_array().unwrap().iter().map(words));
            Judged {
                name: name.clone(),
                want: want.clone(),
                got: got.join(" "),
                evidence: line["evidence"].to_string(),
            }
        })
        .collect()
}

/// How often each rule was among the evidence of a verdict, and how often that verdict was
/// the right one; for "none" by the reason: (verdict, rule) -> (right, of).
pub(super) fn by_rule(judged: &[Judged]) -> BTreeMap<(String, String), (u32, u32)> {
    let mut counts: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    for one in judged {
        let (want, got) = one.kinds();
        let evidence: Vec<Value> = serde_json::from_str(&one.evidence).unwrap();
        let mut rules: Vec<String> = evidence
            .iter()
            .map(|seen| seen["rule"].as_str().unwrap().to_owned())
            .collect();
        if got == "none" {
            rules = one.got_reason().map(str::to_owned).into_iter().collect();
        }
        rules.sort();
        rules.dedup();
        for rule in rules {
            let count = counts.entry((got.to_owned(), rule)).or_default();
            count.0 += u32::from(want == got);
            count.1 += 1;
        }
    }
    counts
}

/// The counts that the floors are about.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Score {
    /// Of what was suspended, the share that was to be.
    pub(super) suspend_precision: f64,
    /// Of what was to be suspended, the share that was.
    pub(super) suspend_recall: f64,
    /// Of the harmless cases, the share that was suspended.
    pub(super) harmless_suspended: f64,
    /// Of the harmless cases, the share that was suspended or flagged.
    pub(super) false_alarms: f64,
    /// Of the rightly suspended or flagged, the share with the right reason.
    pub(super) reason_right: f64,
    /// Of all, the share of harmless ones.
    pub(super) harmless: f64,
}

pub(super) fn score(judged: &[Judged]) -> Score {
    let count = |fits: &dyn Fn(&Judged) -> bool| judged.iter().filter(|one| fits(one)).count();
    let pair = |want: &str, got: &str| {
        let (want, got) = (want.to_owned(), got.to_owned());
        count(&move |one| one.kinds() == (&want, &got))
    };
    let wanted = |kind: &str| count(&|one| one.kinds().0 == kind);
    let got = |kind: &str| count(&|one| one.kinds().1 == kind);
    let right = |one: &Judged| one.kinds().0 == one.kinds().1 && one.kinds().0 != "none";
    let with_reason = |one: &Judged| {
        right(one) && (one.wanted_reason().is_none() || one.wanted_reason() == one.got_reason())
    };
    Score {
        suspend_precision: share(pair("suspend", "suspend"), got("suspend")),
        suspend_recall: share(pair("suspend", "suspend"), wanted("suspend")),
        harmless_suspended: share(pair("none", "suspend"), wanted("none")),
        false_alarms: share(
            pair("none", "suspend") + pair("none", "flag"),
            wanted("none"),
        ),
        reason_right: share(count(&with_reason), count(&right)),
        harmless: share(wanted("none"), judged.len()),
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let as_f64 = |n: usize| f64::from(u32::try_from(n).unwrap());
    if whole == 0 {
        1.0
    } else {
        as_f64(part) / as_f64(whole)
    }
}

/// The tables, to read.
pub(super) fn tables(title: &str, judged: &[Judged]) -> String {
    const KINDS: [&str; 3] = ["suspend", "flag", "none"];
    let mut text = String::new();
    let _ = writeln!(text, "\n{title}: {} cases\n", judged.len());
    let _ = writeln!(
        text,
        "{:<22}{:>9}{:>9}{:>9}",
        "wanted \\ got", KINDS[0], KINDS[1], KINDS[2]
    );
    for want in KINDS {
        let _ = write!(text, "{want:<22}");
        for got in KINDS {
            let of = judged.iter().filter(|one| one.kinds() == (want, got));
            let _ = write!(text, "{:>9}", of.count());
        }
        text.push('\n');
    }
    let mut reasons: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for one in judged {
        let (want, got) = one.kinds();
        let reason = one.wanted_reason().unwrap_or("(any)");
        let entry = reasons.entry((want, reason)).or_default();
        entry.0 += 1;
        let same = one.wanted_reason().is_none() || one.wanted_reason() == one.got_reason();
        entry.1 += usize::from(want == got && same);
    }
    let _ = writeln!(
        text,
        "\n{:<32}{:>7}{:>7}",
        "by verdict and reason", "right", "of"
    );
    for ((want, reason), (of, right)) in reasons {
        let _ = writeln!(text, "{:<32}{right:>7}{of:>7}", format!("{want} {reason}"));
    }
    let score = score(judged);
    let _ = writeln!(
        text,
        "\nsuspend precision {:.3}  recall {:.3}  harmless suspended {:.3}  false alarms {:.3}  reason right {:.3}  harmless share {:.2}",
        score.suspend_precision,
        score.suspend_recall,
        score.harmless_suspended,
        score.false_alarms,
        score.reason_right,
        score.harmless
    );
    text
}
