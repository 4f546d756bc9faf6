//! The filters of `search` as options: those of `/api/v1/search`, with dashes.

use clap::builder::NonEmptyStringValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::search::{Filters, Flag, List};

/// Filters given on the command line.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits(pub(super) Filters);

/// Questions; alone they mean yes, and `=false` asks for the no.
const FLAGS: [(Flag, &str); Flag::ALL.len()] = [
    (Flag::Free, "Only what is free"),
    (Flag::InPerson, "Only what people can go to"),
    (
        Flag::Remote,
        "Only what can be attended from anywhere; =false: only what has a place",
    ),
    (Flag::HomeVisit, "Only what comes to people's homes"),
    (
        Flag::WomenOnly,
        "Only what is for women, or has a session that is",
    ),
    (
        Flag::MenOnly,
        "Only what is for men, or has a session that is",
    ),
    (
        Flag::Accessible,
        "Only where people who use a wheelchair get in",
    ),
    (Flag::SelfReferral, "Only what needs no referral"),
    (Flag::HasPlaces, "Only what has room"),
];

/// Lists; each may be given several times: any of its values will do.
const LISTS: [(List, &str, &str); List::ALL.len()] = [
    (
        List::Category,
        "NAME",
        "A kind of service, by name, code or id, with all that is narrower",
    ),
    (List::TaxonomyTermId, "ID", "Exactly this taxonomy term"),
    (
        List::Audience,
        "NAME",
        "For whom it is, by name, code or id",
    ),
    (
        List::Language,
        "NAME",
        "A language that it is offered in, by name or code",
    ),
    (
        List::Access,
        "KIND",
        "What there is for access: step_free, hearing_loop, …",
    ),
    (List::OrganizationId, "ID", "A provider"),
    (List::Feed, "ID", "A feed"),
];

/// What else can be asked.
const OTHERS: [(&str, &str, &str); 8] = [
    ("max_cost", "POUNDS", "The most that a session may cost"),
    ("age", "YEARS", "The person's age"),
    ("min_age", "YEARS", "The person is at least this old"),
    ("max_age", "YEARS", "The person is at most this old"),
    ("day", "DAY", "A day of the week: MO to SU"),
    (
        "start_time",
        "TIME",
        "It begins at this time or later: 09:30",
    ),
    ("end_time", "TIME", "It ends at this time or earlier"),
    (
        "verified_within_days",
        "DAYS",
        "Confirmed so many days ago at most",
    ),
];

const INCLUDE_UNKNOWN: &str = "include_unknown";

impl clap::Args for Limits {
    fn augment_args(command: Command) -> Command {
        let mut command = command;
        for (flag, help) in FLAGS {
            let answer = option(flag.name(), "true|false", help)
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true");
            command = command.arg(answer);
        }
        let lists = LISTS.map(|(list, value, help)| (list.name(), value, help));
        for (name, value, help) in lists.into_iter().chain(OTHERS) {
            command = command.arg(option(name, value, help));
        }
        let include = Arg::new(INCLUDE_UNKNOWN).long("include-unknown");
        let help = "Also what does not state what is asked";
        command.arg(include.action(ArgAction::SetTrue).help(help))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Limits {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut limits = Self::default();
        limits.update_from_arg_matches(matches)?;
        Ok(limits)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for name in Filters::parameters() {
            for value in matches.get_many::<String>(name).into_iter().flatten() {
                self.0.set(name, value).map_err(|bad| {
                    let option = bad.name.replace('_', "-");
                    let message = format!("--{option}: {}\n", bad.why);
                    clap::Error::raw(ErrorKind::ValueValidation, message)
                })?;
            }
        }
        self.0.include_unknown |= matches.get_flag(INCLUDE_UNKNOWN);
        Ok(())
    }
}

/// An option by the name of its parameter.
fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name.replace('_', "-"))
        .value_name(value)
        .help(help)
        .action(ArgAction::Append)
        .value_parser(NonEmptyStringValueParser::new())
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::*;

    fn read(words: &[&str]) -> Result<Filters, clap::Error> {
        let command =
            Limits::augment_args(Command::new("search").arg(Arg::new("text").num_args(0..)));
        let words = std::iter::once("search").chain(words.iter().copied());
        let matches = command.try_get_matches_from(words)?;
        Limits::from_arg_matches(&matches).map(|limits| limits.0)
    }

    #[test]
    fn options_are_the_parameters_with_dashes() {
        let filters = read(&[
            "chair",
            "yoga",
            "--free",
            "--remote=false",
            "--day",
            "MO",
            "--day",
            "FR",
            "--max-cost",
            "2.50",
            "--category",
            "Food",
            "--include-unknown",
        ]);
        let want = Filters {
            max_cost_pence: Some(250),
            days: 0b1_0001,
            include_unknown: true,
            ..Filters::default()
        };
        let want = want.with(Flag::Free, true).with(Flag::Remote, false);
        assert_eq!(filters.unwrap(), want.with_name(List::Category, "Food"));
    }

    #[test]
    fn every_filter_has_an_option_and_a_bad_value_names_it() {
        let command = Limits::augment_args(Command::new("search"));
        let options: Vec<&str> = command
            .get_arguments()
            .map(|arg| arg.get_id().as_str())
            .collect();
        for name in Filters::parameters() {
            assert!(options.contains(&name), "{name}");
        }
        let error = read(&["--max-cost", "lots"]).unwrap_err().to_string();
        assert!(error.contains("--max-cost: write a number"), "{error}");
        assert!(read(&["--free=perhaps"]).is_err());
    }
}
