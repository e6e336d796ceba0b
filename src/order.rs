//! One short sort for the few lists that are sorted.
//!
//! The standard library's sorts are fast on millions of items; each type that is sorted by them would bring several kB into the download.

/// Sorts by `before`, which tells whether its first argument comes before its second (heapsort: equal items come in any order).
pub(crate) fn sort<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for root in (0..items.len() / 2).rev() {
        sift(items, root, &before);
    }
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sift(&mut items[..end], 0, &before);
    }
}

/// Lets the item at `root` sink until none below it comes after it.
fn sift<T>(heap: &mut [T], mut root: usize, before: &impl Fn(&T, &T) -> bool) {
    loop {
        let mut last = root;
        for child in [2 * root + 1, 2 * root + 2] {
            if child < heap.len() && before(&heap[last], &heap[child]) {
                last = child;
            }
        }
        if last == root {
            return;
        }
        heap.swap(root, last);
        root = last;
    }
}

#[cfg(test)]
mod tests {
    use super::sort;
    use crate::rng::{Purpose, Stream};

    #[test]
    fn sorts_as_the_standard_library() {
        let mut random = Stream::new(1, Purpose::Shuffle, 0);
        for length in 0..200 {
            let mut items: Vec<usize> = (0..length).map(|_| random.below(50)).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            sort(&mut items, |a, b| a < b);
            assert_eq!(items, expected);
        }
    }
}
