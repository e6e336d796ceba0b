//! NumPy `.npz` files: a zip of `.npy` arrays (format version 1.0, little-endian, C order).

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use crate::{Error, Result};

/// Named arrays of 32-bit floats on their way into an `.npz` file.
pub(super) struct Npz {
    zip: zip::ZipWriter<Cursor<Vec<u8>>>,
}

impl Npz {
    pub(super) fn new() -> Self {
        Self { zip: zip::ZipWriter::new(Cursor::new(Vec::new())) }
    }

    pub(super) fn put(&mut self, name: &str, shape: &[usize], values: &[f32]) -> Result<()> {
        let fail = |problem: String| Error::Io { path: format!("{name}.npy"), problem };
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        self.zip.start_file(format!("{name}.npy"), stored).map_err(|e| fail(e.to_string()))?;
        let mut bytes = npy_header(shape);
        bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
        self.zip.write_all(&bytes).map_err(|e| fail(e.to_string()))
    }

    pub(super) fn finish(self) -> Result<Vec<u8>> {
        let zip = self.zip.finish().map_err(|e| Error::Io { path: "npz".into(), problem: e.to_string() })?;
        Ok(zip.into_inner())
    }
}

fn npy_header(shape: &[usize]) -> Vec<u8> {
    let mut dims: String = shape.iter().map(|n| format!("{n}, ")).collect();
    if shape.len() > 1 {
        dims.truncate(dims.len() - 2);
    }
    let mut text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({dims}), }}");
    // Magic, version and length take 10 bytes; the whole is a multiple of 64 and ends in a line feed.
    while (10 + text.len() + 1) % 64 != 0 {
        text.push(' ');
    }
    text.push('\n');
    let mut out = b"\x93NUMPY\x01\x00".to_vec();
    out.extend((text.len() as u16).to_le_bytes());
    out.extend(text.as_bytes());
    out
}
