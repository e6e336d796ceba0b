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

/// Calls `f` with each position from `from` to `to` at which a bit is set, ascending, counted from `from`.
#[inline(always)]
pub(crate) fn each_one(row: &[u64], from: usize, to: usize, mut f: impl FnMut(usize)) {
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
            f(w * 64 + left.trailing_zeros() as usize - from);
            left &= left - 1;
        }
        w += 1;
    }
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
        self.index.clear();
        self.value.clear();
        self.start.reserve(lists + 1);
        self.index.reserve(entries);
        self.value.reserve(entries);
    }

    /// A list for each of `steps` rows: the non-zero ones among its `width` cells from `from` on, ascending. `bits`, where there are any, say
    /// which.
    pub fn of_rows(&mut self, rows: Rows<'_>, bits: Option<Bits<'_>>, from: usize, width: usize, steps: usize) {
        self.begin(steps, width * steps);
        self.start.push(0);
        for t in 0..steps {
            let row = rows.data.get(t * rows.stride + from..t * rows.stride + from + width).unwrap_or_default();
            let mut push = |j: usize| {
                self.index.push(j as u32);
                self.value.push(row[j]);
            };
            match bits {
                Some(bits) => each_one(bits.row(t), from, from + row.len(), push),
                None => (0..row.len()).filter(|&j| row[j] != 0.0).for_each(&mut push),
            }
            self.start.push(self.index.len() as u32);
        }
    }

    /// A list for each of `width` columns from `from` on: the rows t at which it is not zero and `live[t]` is true, ascending.
    pub fn of_columns(&mut self, rows: Rows<'_>, bits: Option<Bits<'_>>, from: usize, width: usize, live: &[bool]) {
        self.begin(width, width * live.len());
        self.start.resize(width + 1, 0);
        let row = |t: usize| rows.data.get(t * rows.stride + from..t * rows.stride + from + width).unwrap_or_default();
        let start = &mut self.start[..=width];
        for (t, _) in live.iter().enumerate().filter(|(_, live)| **live) {
            match bits {
                Some(bits) => each_one(bits.row(t), from, from + width, |j| start[j + 1] += 1),
                None => start[1..].iter_mut().zip(row(t)).for_each(|(count, x)| *count += u32::from(*x != 0.0)),
            }
        }
        for j in 0..width {
            start[j + 1] += start[j];
        }
        let entries = start[width] as usize;
        self.index.resize(entries, 0);
        self.value.resize(entries, 0.0);
        let (index, value) = (&mut self.index[..entries], &mut self.value[..entries]);
        // Filled in the order of t; `start[j]` moves from the beginning of list j to its end, and back afterwards.
        for (t, _) in live.iter().enumerate().filter(|(_, live)| **live) {
            let row = row(t);
            let mut enter = |j: usize| {
                let next = start[j] as usize;
                index[next] = t as u32;
                value[next] = row[j];
                start[j] += 1;
            };
            match bits {
                Some(bits) => each_one(bits.row(t), from, from + width, enter),
                None => (0..row.len()).filter(|&j| row[j] != 0.0).for_each(&mut enter),
            }
        }
        self.start.copy_within(0..width, 1);
        self.start[0] = 0;
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
