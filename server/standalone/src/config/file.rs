//! The configuration file: TOML, its keys named as the flags are. What stands
//! there takes the place of a flag's default, so flags and environment
//! variables override it. An error in it is reported with its line.

use std::{error::Error as _, ffi::OsString, path::PathBuf};

use anyhow::{Context, Result};
use clap::{Arg, ArgAction, Command, error::ErrorKind};
use toml::de::{DeTable, DeValue};

pub const VARIABLE: &str = "TENANTRY_CONFIG";
const FLAG: &str = "--config";

/// The settings of the file, by the name of the flag.
#[derive(Debug, Default)]
pub struct ConfigFile(Vec<(String, Vec<String>)>);

impl ConfigFile {
    /// The file that the command line or the environment names, if any.
    pub fn named(args: &[OsString]) -> Option<PathBuf> {
        let mut args = args.iter().skip(1).take_while(|arg| *arg != "--");
        while let Some(arg) = args.next() {
            if arg == FLAG {
                return args.next().map(PathBuf::from);
            }
            if let Some(path) = arg.to_str().and_then(|arg| arg.strip_prefix(FLAG)?.strip_prefix('=')) {
                return Some(path.into());
            }
        }
        std::env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from)
    }

    pub fn read(path: &PathBuf, command: &Command) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
        Self::parse(&text, command).map_err(|wrong| match wrong.at {
            Some(at) => {
                let line = text[..at.min(text.len())].matches('\n').count() + 1;
                anyhow::anyhow!("{}, line {line}: {}", path.display(), wrong.why)
            }
            None => anyhow::anyhow!("{}: {}", path.display(), wrong.why),
        })
    }

    fn parse(text: &str, command: &Command) -> Result<Self, Wrong> {
        let table = DeTable::parse(text)
            .map_err(|error| Wrong { at: error.span().map(|span| span.start), why: error.message().to_owned() })?;
        let mut settings = Vec::new();
        for (key, value) in table.get_ref() {
            let wrong = |why: String| Wrong { at: Some(key.span().start), why };
            let name = key.get_ref().as_ref();
            let arg = settable(command).find(|arg| arg.get_long() == Some(name));
            let arg = arg.ok_or_else(|| wrong(unknown(name, command)))?;
            let values = values(value.get_ref(), arg).map_err(|why| wrong(format!("{name} {why}")))?;
            for value in &values {
                try_out(command, arg, name, value).map_err(|why| wrong(format!("{name}: {why}")))?;
            }
            settings.push((name.to_owned(), values));
        }
        Ok(Self(settings))
    }

    /// Sets the file's values as the defaults of the commands' flags.
    pub fn apply(&self, command: Command) -> Command {
        let names: Vec<(String, OsString)> = settable(&command)
            .filter_map(|arg| Some((arg.get_long()?.to_owned(), arg.get_env()?.to_owned())))
            .collect();
        self.apply_to(command, &names)
    }

    fn apply_to(&self, command: Command, names: &[(String, OsString)]) -> Command {
        let command = command.mut_args(|arg| {
            // The same flag of another command has the same variable.
            let same = names
                .iter()
                .any(|(long, env)| arg.get_long() == Some(long.as_str()) && arg.get_env() == Some(env.as_os_str()));
            let given = self.0.iter().find(|(name, _)| same && arg.get_long() == Some(name.as_str()));
            match given {
                Some((_, values)) => arg.default_values(values.clone()),
                None => arg,
            }
        });
        command.mut_subcommands(|inner| self.apply_to(inner, names))
    }
}

struct Wrong {
    at: Option<usize>,
    why: String,
}

/// The settings of `serve`: what has a flag and a variable.
pub fn settable(command: &Command) -> impl Iterator<Item = &Arg> {
    let serve = command.find_subcommand("serve");
    serve.into_iter().flat_map(Command::get_arguments).filter(|arg| arg.get_env().is_some_and(|env| env != VARIABLE))
}

pub fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

pub fn is_list(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

fn unknown(name: &str, command: &Command) -> String {
    let like = name.replace('_', "-").to_lowercase();
    let known = settable(command).filter_map(Arg::get_long).find(|known| *known == like);
    let hint = known.map_or_else(
        || "`tenantry serve --print-config` prints those there are".to_owned(),
        |known| format!("did you mean {known}?"),
    );
    format!("{name:?} is no setting; {hint}")
}

fn values(value: &DeValue<'_>, arg: &Arg) -> Result<Vec<String>, &'static str> {
    match value {
        DeValue::Boolean(on) if is_switch(arg) => Ok(vec![on.to_string()]),
        _ if is_switch(arg) => Err("must be true or false"),
        DeValue::Array(items) if is_list(arg) => {
            items.iter().map(|item| scalar(item.get_ref()).ok_or("must be a list of texts")).collect()
        }
        DeValue::Array(_) => Err("takes one value, not a list"),
        value => Ok(vec![scalar(value).ok_or("must be a text or a number")?]),
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().replace('_', "")),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

/// As if it had been a flag, so that a value is judged in one place only.
fn try_out(command: &Command, arg: &Arg, name: &str, value: &str) -> Result<(), String> {
    if is_switch(arg) {
        return Ok(());
    }
    let args = ["tenantry".to_owned(), "serve".to_owned(), format!("--{name}={value}")];
    match command.clone().try_get_matches_from(args) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::ValueValidation => {
            Err(error.source().map_or_else(|| error.to_string(), ToString::to_string))
        }
        Err(error) => {
            let text = error.to_string();
            let lines: Vec<&str> = text.lines().take_while(|line| !line.starts_with("For more")).collect();
            Err(lines.join(" ").trim_start_matches("error: ").trim().to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches};

    use super::*;
    use crate::cli::{Cli, Command as Verb};

    fn read(text: &str) -> Result<ConfigFile, String> {
        ConfigFile::parse(text, &Cli::command()).map_err(|wrong| {
            let line = wrong.at.map(|at| text[..at].matches('\n').count() + 1);
            format!("line {}: {}", line.unwrap_or_default(), wrong.why)
        })
    }

    #[test]
    fn what_the_file_says_is_a_default() {
        let file = read(
            "listen = \"127.0.0.1:7000\"\nmax-connections = 1_000\ndemo = true\ncors-origin = [\"https://a.example\", \"https://b.example\"]\n",
        );
        let command = file.expect("sound").apply(Cli::command());
        let matches = command.try_get_matches_from(["tenantry", "serve", "--max-connections", "9"]).expect("sound");
        let Verb::Serve(serve) = Cli::from_arg_matches(&matches).expect("sound").command else { unreachable!() };
        assert_eq!(serve.listen.listen.port(), 7000);
        assert_eq!(serve.listen.max_connections, 9, "the flag wins");
        assert!(serve.demo.demo && !serve.demo.print_welcome);
        assert_eq!(serve.web.cors_origin.len(), 2);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, words) in [
            ("\nlistem = 1", "line 2: \"listem\" is no setting"),
            ("public_url = \"https://a.example\"", "did you mean public-url?"),
            ("# one\n\nlisten = \"nowhere\"", "line 3: listen: "),
            ("demo = \"yes\"", "line 1: demo must be true or false"),
            ("log = \"xml\"", "line 1: log: invalid value 'xml'"),
            ("[listen]\nport = 1", "line 1: listen must be a text or a number"),
            ("listen = ", "line 1: "),
            ("config = \"other.toml\"", "is no setting"),
            ("listen = [\"127.0.0.1:1\"]", "takes one value"),
            ("cors-origin = [1, [2]]", "must be a list of texts"),
        ] {
            let answer = read(text).expect_err(text);
            assert!(answer.contains(words), "{text:?}: {answer}");
        }
    }
}
