//! What the kernels read: rows, matrices, and lists of what is not zero.
#![allow(clippy::inline_always, reason = "the wider builds of kernels compile these bodies anew")]
#![allow(unsafe_code, reason = "a list is cut out of its array once for every row of a kernel, which builds for size would make a call of")]

/// Rows of equal length that stand `stride` apart, one per time step or per presynaptic cell.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// From the first entry of the first row on.
    pub data: &'a [f32],
    /// Entries from one row to the next.
    pub stride: usize,
}

/// A matrix whose entry (r, k) stands at `r · row + k · column`: rows as they are, or columns read as rows.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a> {
    /// From the first entry on.
    pub data: &'a [f32],
    /// Entries from one row to the next.
    pub row: usize,
    /// Entries from one column to the next.
    pub column: usize,
}

/// One bit per cell and row, set where the cell is not zero.
#[derive(Debug, Clone, Copy)]
pub struct Bits<'a> {
    /// Words of all rows.
    pub data: &'a [u64],
    /// Words of one row.
    pub stride: usize,
}

impl<'a> Bits<'a> {
    /// The words of row `t`.
    #[inline(always)]
    #[must_use]
    pub fn row(self, t: usize) -> &'a [u64] {
        self.data.get(t * self.stride..(t + 1) * self.stride).unwrap_or_default()
    }
}

/// Does something with each position from one to another at which a bit is set, ascending, counted from the first. A macro, since builds for
/// size would call a closure for every bit.
#[macro_export]
macro_rules! each_one {
    ($row:expr, $from:expr, $to:expr, |$j:ident| $body:expr) => {{
        let (row, from, to): (&[u64], usize, usize) = ($row, $from, $to);
        let mut w = from / 64;
        while w < row.len() && w * 64 < to {
            let mut left = row[w];
            if w == from / 64 {
                left &= u64::MAX << (from % 64);
            }
            if (w + 1) * 64 > to {
                left &= (1u64 << (to % 64)) - 1;
            }
            while left != 0 {
                let $j = w * 64 + left.trailing_zeros() as usize - from;
                left &= left - 1;
                $body;
            }
            w += 1;
        }
    }};
}

/// Rows whose columns are read: those of one utterance among several.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The rows.
    pub rows: Rows<'a>,
    /// Which cells are not zero, where that is known.
    pub bits: Option<Bits<'a>>,
    /// The first column.
    pub from: usize,
    /// A row for each; those that are false are left out.
    pub live: &'a [bool],
    /// Number of the first row in the lists.
    pub first: usize,
}

/// The non-zero entries of a matrix, as a list for each of its rows or for each of its columns.
#[derive(Debug, Default, Clone)]
pub struct Lists {
    /// Where each list begins, and where the last one ends.
    start: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f32>,
}

impl Lists {
    /// Makes room for as many entries as there can be, so that what is kept does not hang on how active a network happens to be.
    fn begin(&mut self, lists: usize, entries: usize) {
        self.start.clear();
        self.start.resize(lists + 1, 0);
        if self.index.len() < entries {
            self.index.resize(entries, 0);
            self.value.resize(entries, 0.0);
        }
    }

    /// A list for each of `steps` rows: the non-zero ones among its `width` cells from `from` on, ascending. `bits`, where there are any, say
    /// which.
    pub fn of_rows(&mut self, rows: Rows<'_>, bits: Option<Bits<'_>>, from: usize, width: usize, steps: usize) {
        self.begin(steps, width * steps);
        let (start, index, value) = (self.start.as_mut_slice(), self.index.as_mut_slice(), self.value.as_mut_slice());
        let mut next = 0;
        for t in 0..steps {
            let row = &rows.data[t * rows.stride + from..t * rows.stride + from + width];
            match bits {
                Some(bits) => each_one!(bits.row(t), from, from + width, |j| {
                    index[next] = j as u32;
                    value[next] = row[j];
                    next += 1;
                }),
                None => {
                    let mut j = 0;
                    while j < width {
                        if row[j] != 0.0 {
                            index[next] = j as u32;
                            value[next] = row[j];
                            next += 1;
                        }
                        j += 1;
                    }
                }
            }
            start[t + 1] = next as u32;
        }
    }

    /// A list for each of `width` columns: the rows of all `parts` at which it is not zero, ascending, without rows that are not live.
    pub fn of_columns<'a>(&mut self, width: usize, parts: &dyn Fn(usize) -> Option<Columns<'a>>) {
        let mut rows = 0;
        let mut p = 0;
        while let Some(part) = parts(p) {
            rows += part.live.len();
            p += 1;
        }
        self.begin(width, width * rows);
        let (start, index, value) = (self.start.as_mut_slice(), self.index.as_mut_slice(), self.value.as_mut_slice());
        p = 0;
        while let Some(Columns { rows, bits, from, live, .. }) = parts(p) {
            let mut t = 0;
            while t < live.len() {
                if live[t] {
                    let row = &rows.data[t * rows.stride + from..t * rows.stride + from + width];
                    match bits {
                        Some(bits) => each_one!(bits.row(t), from, from + width, |j| start[j + 1] += 1),
                        None => {
                            let mut j = 0;
                            while j < width {
                                start[j + 1] += u32::from(row[j] != 0.0);
                                j += 1;
                            }
                        }
                    }
                }
                t += 1;
            }
            p += 1;
        }
        let mut j = 0;
        while j < width {
            start[j + 1] += start[j];
            j += 1;
        }
        // Filled in the order of the rows; `start[j]` moves from the beginning of list j to its end, and back afterwards.
        p = 0;
        while let Some(Columns { rows, bits, from, live, first }) = parts(p) {
            let mut t = 0;
            while t < live.len() {
                if live[t] {
                    let row = &rows.data[t * rows.stride + from..t * rows.stride + from + width];
                    match bits {
                        Some(bits) => each_one!(bits.row(t), from, from + width, |j| {
                            let next = start[j] as usize;
                            index[next] = (first + t) as u32;
                            value[next] = row[j];
                            start[j] += 1;
                        }),
                        None => {
                            let mut j = 0;
                            while j < width {
                                if row[j] != 0.0 {
                                    let next = start[j] as usize;
                                    index[next] = (first + t) as u32;
                                    value[next] = row[j];
                                    start[j] += 1;
                                }
                                j += 1;
                            }
                        }
                    }
                }
                t += 1;
            }
            p += 1;
        }
        start.copy_within(0..width, 1);
        start[0] = 0;
    }

    /// Lists that there are.
    #[inline(always)]
    #[must_use]
    pub fn len(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Indices and values of list `r`.
    #[inline(always)]
    #[must_use]
    pub fn list(&self, r: usize) -> (&[u32], &[f32]) {
        let (start, index, value) = (self.start.as_slice(), self.index.as_slice(), self.value.as_slice());
        if r + 1 >= start.len() {
            return (&[], &[]);
        }
        let (from, to) = (start[r] as usize, start[r + 1] as usize);
        assert!(from <= to && to <= index.len() && to <= value.len());
        // SAFETY: by the assertion.
        unsafe {
            (
                std::slice::from_raw_parts(index.as_ptr().add(from), to - from),
                std::slice::from_raw_parts(value.as_ptr().add(from), to - from),
            )
        }
    }

    /// Indices and values of each list.
    #[inline(always)]
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], &[f32])> {
        self.start.windows(2).map(|w| (&self.index[w[0] as usize..w[1] as usize], &self.value[w[0] as usize..w[1] as usize]))
    }

    /// Bytes that the lists hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.start.capacity() + self.index.capacity() + self.value.capacity()) * size_of::<f32>()
    }
}

/// One utterance on its way back through a loop.
#[derive(Debug)]
pub struct Back<'a> {
    /// The gradient by each neuron's spikes that is added to, shape `[neurons]`.
    pub d: &'a mut [f32],
    /// A bit for each neuron to whose entry something is added.
    pub wanted: &'a [u64],
    /// The gradient by each neuron's drive one step later, up to the end of the last panel.
    pub dv: &'a [f32],
}

/// Constants of one update by Adam.
#[derive(Debug, Clone, Copy)]
pub struct AdamStep {
    /// β1: share of the running mean that is kept.
    pub keep1: f32,
    /// β2: share of the running mean of squares that is kept.
    pub keep2: f32,
    /// Learning rate with both bias corrections.
    pub rate: f32,
    /// ε with the second bias correction.
    pub epsilon: f32,
}
