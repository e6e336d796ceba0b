//! Runs a command and keeps what it prints, standard output and error in one order.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::process::show;

/// What a command did.
pub(crate) struct Captured {
    /// Everything it printed.
    pub(crate) output: String,
    /// It ended well.
    pub(crate) success: bool,
}

/// Runs `command` without input or colours; with `echo`, its output is shown as it comes.
pub(crate) fn capture(command: &mut Command, echo: bool) -> Result<Captured> {
    let line = show(command);
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env("TERM", "dumb").env_remove("FORCE_COLOR");
    let mut child = command.spawn().with_context(|| format!("cannot start: {line}"))?;
    // The command holds the writing ends of the pipe; given up here, they end with the child.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut output = format!("$ {line}\n");
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        if echo {
            print!("{text}");
            std::io::stdout().flush()?;
        }
        output.push_str(&text);
        bytes.clear();
    }
    let status = child.wait()?;
    if !status.success() {
        output.push_str(&format!("({status})\n"));
    }
    Ok(Captured { output, success: status.success() })
}
