//! The engine as WebAssembly, once with 128-bit vectors and once without; the page takes the one its browser can run.

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
    /// With 128-bit vectors.
    Simd,
    /// Without.
    Scalar,
    /// As `Simd`, with the benchmark.
    BenchSimd,
    /// As `Scalar`, with the benchmark.
    BenchScalar,
    /// As `Simd`, with sentences of labelled phones.
    PhonemesSimd,
    /// As `Scalar`, with sentences of labelled phones.
    PhonemesScalar,
}

impl Variant {
    /// Those of the page.
    pub(crate) const ALL: [Self; 2] = [Self::Simd, Self::Scalar];
    /// Those of the page's Speed place.
    pub(crate) const BENCH: [Self; 2] = [Self::BenchSimd, Self::BenchScalar];
    /// Those of the page's Phonemes place.
    pub(crate) const PHONEMES: [Self; 2] = [Self::PhonemesSimd, Self::PhonemesScalar];

    /// Name of its folder.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Simd => "simd",
            Self::Scalar => "scalar",
            Self::BenchSimd => "bench-simd",
            Self::BenchScalar => "bench-scalar",
            Self::PhonemesSimd => "phonemes-simd",
            Self::PhonemesScalar => "phonemes-scalar",
        }
    }

    /// Compiler flags.
    pub(crate) const fn rustflags(self) -> &'static str {
        match self {
            Self::Simd | Self::BenchSimd | Self::PhonemesSimd => concat!("-C target-feature=+simd128", shared_flags!()),
            Self::Scalar | Self::BenchScalar | Self::PhonemesScalar => shared_flags!(),
        }
    }

    /// Features of the package.
    const fn features(self) -> &'static str {
        match self {
            Self::Simd | Self::Scalar => "wasm",
            Self::BenchSimd | Self::BenchScalar => "wasm,bench",
            Self::PhonemesSimd | Self::PhonemesScalar => "wasm,phonemes",
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
    for [simd, scalar] in [Variant::ALL, Variant::BENCH, Variant::PHONEMES] {
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
    if matches!(variant, Variant::Scalar | Variant::BenchScalar | Variant::PhonemesScalar) {
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
    if matches!(variant, Variant::Simd | Variant::BenchSimd | Variant::PhonemesSimd) {
        opt.arg("--enable-simd");
    }
    text(opt.arg(&binary).arg("-o").arg(&small))?;
    std::fs::rename(&small, &binary).with_context(|| format!("cannot replace {}", binary.display()))
}
