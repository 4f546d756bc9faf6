//! What is asked of every engine: the same places, the same words, in the same order.

/// How often each question is asked of us.
pub(crate) const RUNS: usize = 1_000;

/// How often of the engines beside us, which take their time.
pub(crate) const THEIR_RUNS: usize = 200;

/// How often of these with common words, of which each takes seconds at a million.
pub(crate) const THEIR_LAY_RUNS: usize = 24;

/// Made-up words that no stemmer and no thesaurus changes, so that every engine means the same
/// by them. One listing in ten has one of them in its name.
pub(crate) const WORDS: [&str; 20] = [
    "zabrok", "zebruk", "zibrak", "zobrek", "zubrik", "vadrok", "vedruk", "vidrak", "vodrek",
    "vudrik", "kaltov", "keltuv", "kiltav", "koltev", "kultiv", "napgov", "nepguv", "nipgav",
    "nopgev", "nupgiv",
];

/// What people say, slips included, and the words that an engine without a thesaurus is
/// given instead, by somebody who knows both.
pub(crate) const SAID: [(&str, &str); 4] = [
    (
        "lonley and nobody to eat with",
        "lonely OR loneliness OR company OR lunch OR meal OR friendly",
    ),
    (
        "lost her husbnad and wants to talk",
        "bereavement OR loss OR grief OR talk OR quiet",
    ),
    (
        "cant pay the bils",
        "debt OR bills OR benefits OR money OR advice",
    ),
    (
        "exersise for bad hips",
        "exercise OR yoga OR stretches OR chair OR walking",
    ),
];

/// The word that listing `number` has in its name, if it has one.
pub(crate) fn word_of(number: usize) -> Option<&'static str> {
    number
        .is_multiple_of(10)
        .then(|| WORDS[number / 10 % WORDS.len()])
}

/// Which listing's place question `step` starts from: a stride that shares no factor with the
/// number of listings visits all over.
pub(crate) fn start(step: usize, places: usize) -> usize {
    step * 7_919 % places
}

/// Days of the week, as feeds write them.
pub(crate) const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Five kilometres, in metres.
pub(crate) const NEAR_M: f64 = 5_000.0;

/// Fifty kilometres, in metres.
pub(crate) const FAR_M: f64 = 50_000.0;

/// What an engine answered to the questions that have one true answer: for each step how many
/// there are, and how far away the first twenty are, in whole metres.
pub(crate) type Truth = Vec<(u64, Vec<i64>)>;
