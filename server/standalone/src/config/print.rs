//! The configuration file with all its keys and their defaults, made out of
//! the flags themselves, so that it can't fall behind them.

use clap::{Arg, Command};

use super::file::{is_list, is_switch, settable};

const HEAD: &str = "\
# Settings of `tenantry serve`. Each line that is commented out shows the default, or what to put there.
# Name this file with --config or TENANTRY_CONFIG. A flag overrides the environment variable, which overrides
# what stands here.
";

pub fn default_file(command: &Command) -> String {
    let mut text = HEAD.to_owned();
    let mut heading = "";
    for arg in settable(command) {
        let its = arg.get_help_heading().unwrap_or("Further settings");
        if its != heading {
            text += &format!("\n\n# ---- {its} ----\n");
            heading = its;
        }
        text += &entry(arg);
    }
    text
}

fn entry(arg: &Arg) -> String {
    let (name, env) = (arg.get_long().unwrap_or_default(), arg.get_env().unwrap_or_default().display().to_string());
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let help = wrap(&help).join("\n# ");
    format!("\n# {help}\n# --{name}, {env}\n#{name} = {}\n", value(arg))
}

fn value(arg: &Arg) -> String {
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if is_switch(arg) {
        return "false".to_owned();
    }
    let shown = if defaults.is_empty() {
        arg.get_value_names().into_iter().flatten().map(ToString::to_string).collect()
    } else {
        defaults
    };
    let shown: Vec<String> = shown.iter().map(|value| literal(value)).collect();
    if is_list(arg) { format!("[{}]", shown.join(", ")) } else { shown.join(" ") }
}

/// A JSON text is a TOML text, too.
fn literal(value: &str) -> String {
    let is_number = !value.is_empty() && value.parse::<f64>().is_ok() && !value.starts_with('+');
    if is_number { value.to_owned() } else { serde_json::Value::from(value).to_string() }
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().filter(|line| line.len() + word.len() < 100);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => *line += &format!(" {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// Uncommented, the defaults are a sound file; and no setting is missing or without words.
    #[test]
    fn it_names_every_setting_and_can_be_used() {
        let command = Cli::command();
        let text = default_file(&command);
        for arg in settable(&command) {
            let name = arg.get_long().expect("a flag");
            assert!(text.contains(&format!("\n#{name} = ")), "{name} is missing");
            assert!(arg.get_help().is_some_and(|help| !help.to_string().is_empty()), "{name} has no help");
            assert!(arg.get_help_heading().is_some(), "{name} has no heading");
        }
        let defaults: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix('#'))
            .filter(|line| {
                settable(&command).any(|arg| {
                    let has_default = is_switch(arg) || !arg.get_default_values().is_empty();
                    has_default && arg.get_long().is_some_and(|name| line.starts_with(&format!("{name} = ")))
                })
            })
            .collect();
        assert!(defaults.len() > 10, "{defaults:?}");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), defaults.join("\n")).expect("written");
        super::super::file::ConfigFile::read(&file.path().to_owned(), &command).expect("sound");
    }
}
