//! What strace saw, as events in their order.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use super::writer::ACKNOWLEDGED;

#[derive(Clone, Debug)]
pub enum Event {
    Write {
        path: PathBuf,
        offset: usize,
        data: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        length: usize,
    },
    Unlink {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    /// What was written before the sync began is durable once it ended.
    SyncBegan {
        thread: u32,
        path: PathBuf,
    },
    SyncEnded {
        thread: u32,
    },
    /// An order was acknowledged.
    Acknowledged(uuid::Uuid),
}

pub fn read(log: &Path, data: &Path) -> Result<Vec<Event>, String> {
    let file = std::fs::File::open(log).map_err(|error| format!("no log: {error}"))?;
    let (mut events, mut unfinished) = (Vec::new(), HashMap::new());
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|error| error.to_string())?;
        let (thread, call) = line.trim_start().split_once(' ').ok_or("a line without a thread")?;
        let thread: u32 = thread.parse().map_err(|_| format!("no thread in {}", &line[..line.len().min(80)]))?;
        let call = call.trim_start();
        if let Some(resumed) = call.strip_prefix("<... ") {
            if let Some(name) = unfinished.remove(&thread)
                && is_sync(name)
                && resumed.trim_end().ends_with("= 0")
            {
                events.push(Event::SyncEnded { thread });
            }
            continue;
        }
        let Some((name, arguments)) = call.split_once('(') else { continue };
        let name = ["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename"]
            .into_iter()
            .find(|known| *known == name)
            .unwrap_or_default();
        let finished = !arguments.contains("<unfinished ...>");
        if !finished {
            unfinished.insert(thread, name);
        }
        events.extend(event(name, thread, arguments, data)?);
        if finished && is_sync(name) && arguments.trim_end().ends_with("= 0") {
            events.push(Event::SyncEnded { thread });
        }
    }
    Ok(events)
}

fn is_sync(name: &str) -> bool {
    name == "fsync" || name == "fdatasync"
}

fn event(name: &str, thread: u32, arguments: &str, data: &Path) -> Result<Option<Event>, String> {
    if name == "unlink" {
        let path = named(arguments)?;
        return Ok(path.starts_with(data).then_some(Event::Unlink { path }));
    }
    if name == "rename" {
        let (_, second) = arguments.split_once(',').ok_or("a rename without a target")?;
        let (from, to) = (named(arguments)?, named(second)?);
        return Ok(from.starts_with(data).then_some(Event::Rename { from, to }));
    }
    let Some(path) = path_of(arguments) else { return Ok(None) };
    if name == "write" {
        return Ok(if arguments.starts_with("1<") { acknowledged(&quoted(arguments)?) } else { None });
    }
    if !path.starts_with(data) {
        return Ok(None);
    }
    Ok(match name {
        "pwrite64" => {
            let (_, numbers) = arguments.rsplit_once('"').ok_or("a write without data")?;
            let offset = number(numbers.split(',').nth(2))?;
            Some(Event::Write { path, offset, data: quoted(arguments)? })
        }
        "ftruncate" => Some(Event::Truncate { path, length: number(arguments.split(',').nth(1))? }),
        "fsync" | "fdatasync" => Some(Event::SyncBegan { thread, path }),
        _ => None,
    })
}

fn acknowledged(written: &[u8]) -> Option<Event> {
    let line = std::str::from_utf8(written).ok()?;
    let id = line.trim_end().strip_prefix(ACKNOWLEDGED)?;
    Some(Event::Acknowledged(id.parse().ok()?))
}

/// `7<\x2f\x74>, ...`: `-xx` prints paths as it prints strings.
fn path_of(arguments: &str) -> Option<PathBuf> {
    let (_, rest) = arguments.split_once('<')?;
    let path = unhex(rest.split_once('>')?.0).ok()?;
    Some(PathBuf::from(String::from_utf8(path).ok()?))
}

fn number(text: Option<&str>) -> Result<usize, String> {
    let digits: String = text.unwrap_or_default().trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().map_err(|_| format!("no number in {text:?}"))
}

fn named(arguments: &str) -> Result<PathBuf, String> {
    Ok(PathBuf::from(String::from_utf8_lossy(&quoted(arguments)?).into_owned()))
}

/// The bytes of the first string, which `-xx` prints as `\x61\x62`.
fn quoted(arguments: &str) -> Result<Vec<u8>, String> {
    let (_, rest) = arguments.split_once('"').ok_or("no string")?;
    let (hex, _) = rest.split_once('"').ok_or("an open string")?;
    unhex(hex)
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    text.as_bytes()
        .chunks_exact(4)
        .map(|byte| {
            let text = std::str::from_utf8(&byte[2..]).map_err(|error| error.to_string())?;
            u8::from_str_radix(text, 16).map_err(|error| format!("{error}: {text}"))
        })
        .collect()
}
