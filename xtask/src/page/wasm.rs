//! The engine as WebAssembly: what a first visit needs (`hear`), and everything (`lab`), each once with 128-bit vectors and once without; the
//! page takes the one its browser can run.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::paths;
use crate::process::{command, run, text};
use crate::setup::{bindgen, node, target};

/// Name of the generated files.
const NAME: &str = "nrr_snn";
/// What every browser that runs the page knows; wasm-opt has to be told.
const FEATURES: [&str; 4] = ["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext", "--enable-mutable-globals"];

/// Passes of wasm-opt, found by measuring: the higher levels make fewer bytes that gzip to 5 % more, and run no faster (the hot loops are
/// SIMD by hand).
const PASSES: [&str; 5] = ["-O1", "--dae-optimizing", "-O1", "--strip-producers", "--strip-target-features"];

/// Flags of all: vectors are written by hand, and SHA-256 is written as a loop.
macro_rules! shared_flags {
    () => {
        " -C no-vectorize-loops -C no-vectorize-slp --cfg sha2_backend_soft=\"compact\""
    };
}

/// One of the builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// What a first visit downloads, with 128-bit vectors.
    HearSimd,
    /// The same without.
    HearScalar,
    /// Everything, with 128-bit vectors.
    LabSimd,
    /// The same without.
    LabScalar,
}

impl Variant {
    /// Those of a first visit.
    pub(crate) const HEAR: [Self; 2] = [Self::HearSimd, Self::HearScalar];
    /// Those with everything.
    pub(crate) const LAB: [Self; 2] = [Self::LabSimd, Self::LabScalar];

    /// Name of its folder.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::HearSimd => "hear-simd",
            Self::HearScalar => "hear-scalar",
            Self::LabSimd => "lab-simd",
            Self::LabScalar => "lab-scalar",
        }
    }

    /// Whether it has 128-bit vectors.
    const fn has_simd(self) -> bool {
        matches!(self, Self::HearSimd | Self::LabSimd)
    }

    /// Compiler flags.
    pub(crate) const fn rustflags(self) -> &'static str {
        if self.has_simd() { concat!("-C target-feature=+simd128", shared_flags!()) } else { shared_flags!() }
    }

    /// Features of the package.
    const fn features(self) -> &'static str {
        match self {
            Self::HearSimd | Self::HearScalar => "wasm",
            Self::LabSimd | Self::LabScalar => "wasm,lab",
        }
    }

    /// Its own target folder, so that the two do not throw out each other's work.
    pub(crate) fn target_dir(self) -> Result<PathBuf> {
        Ok(paths::target()?.join(format!("wasm-{}", self.name())))
    }

    /// Where the generated files go.
    pub(crate) fn package(self) -> Result<PathBuf> {
        Ok(paths::root()?.join("www/engine/pkg").join(self.name()))
    }

    /// The finished binary.
    pub(crate) fn binary(self) -> Result<PathBuf> {
        Ok(self.package()?.join(format!("{NAME}_bg.wasm")))
    }
}

/// Builds all into `www/engine/pkg/`. The page's packages must be there: `wasm-opt` is one of them.
pub(crate) fn build() -> Result<()> {
    target::ensure()?;
    let bin = bindgen::ensure()?;
    for [simd, scalar] in [Variant::HEAR, Variant::LAB] {
        build_one(simd, &bin)?;
        build_one(scalar, &bin)?;
        // The page imports the glue of one and gives it the binary of the other where that fits better.
        for file in [format!("{NAME}.js"), format!("{NAME}.d.ts")] {
            let glue = |v: Variant| -> Result<Vec<u8>> {
                let path = v.package()?.join(&file);
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
            };
            ensure!(glue(simd)? == glue(scalar)?, "{file} differs between two builds: the page cannot share it");
        }
    }
    Ok(())
}

fn build_one(variant: Variant, bin: &Path) -> Result<()> {
    let root = paths::root()?;
    let target_dir = variant.target_dir()?;
    let arguments = ["build", "--quiet", "--profile", "wasm", "--lib", "--package", "nrr-snn", "--target", target::WASM];
    let mut cargo = command(&root, "cargo", arguments);
    if !variant.has_simd() {
        // The plain loops are not worth more bytes.
        cargo.args(["--config", "profile.wasm.package.nrr-snn-kernels.opt-level=\"z\""]);
    }
    cargo.args(["--no-default-features", "--features", variant.features()]);
    run(cargo.env("RUSTFLAGS", variant.rustflags()).env("CARGO_TARGET_DIR", &target_dir))?;

    let built = target_dir.join(target::WASM).join("wasm").join(format!("{NAME}.wasm"));
    let package = variant.package()?;
    let mut generate = command(&root, &bin.join("wasm-bindgen").to_string_lossy(), ["--target", "web", "--out-name", NAME, "--out-dir"]);
    run(generate.arg(&package).arg(&built))?;
    optimise(variant)
}

/// Runs `wasm-opt` over the binary, in place.
fn optimise(variant: Variant) -> Result<()> {
    let binary = variant.binary()?;
    let small = binary.with_extension("opt");
    let mut opt = node::tool("wasm-opt", &PASSES)?;
    opt.args(FEATURES);
    if variant.has_simd() {
        opt.arg("--enable-simd");
    }
    text(opt.arg(&binary).arg("-o").arg(&small))?;
    std::fs::rename(&small, &binary).with_context(|| format!("cannot replace {}", binary.display()))
}
