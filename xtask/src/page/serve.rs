//! `cargo xtask serve`: builds the page and serves it on this machine.

use anyhow::Result;

use crate::process::run;
use crate::setup::node;

/// Serves until it is interrupted. The address is printed; it opens in the browser when `open` says so.
pub(crate) fn serve(port: u16, open: bool) -> Result<()> {
    super::build()?;
    let port = port.to_string();
    let mut arguments = vec!["preview", "--host", "127.0.0.1", "--port", &port, "--strictPort"];
    if open {
        arguments.push("--open");
    }
    println!("serving http://127.0.0.1:{port}/ (end with Ctrl-C)");
    run(&mut node::tool("vite", &arguments)?)
}
