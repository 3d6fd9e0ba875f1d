//! The options of every command.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::i18n::Language;

/// Options that go before or after the command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// One folder for config, data, state and logs in place of the platform's [env: FUMI_HOME]
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Print one JSON value
    #[arg(long, global = true)]
    pub json: bool,
    /// Language
    #[arg(long, global = true, value_name = "LANG", value_parser = languages())]
    pub lang: Option<String>,
    /// How many rows a list shows; 0 is all
    #[arg(long, global = true, value_name = "N", default_value_t = 50)]
    pub limit: u32,
    /// File whose first line opens the encrypted secrets
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Write more into the log file; twice for even more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

fn languages() -> PossibleValuesParser {
    PossibleValuesParser::new(Language::ALL.iter().map(|language| language.word()))
}
