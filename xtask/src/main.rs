//! The chores of the repository. Every command is one module; `cargo xtask help` lists them.

mod paths;
mod process;
mod setup;
mod speech;

fn main() -> anyhow::Result<()> {
    speech::make()
}
