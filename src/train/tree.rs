//! The fixed order in which the pieces of a batch are added: `((0+1)+(2+3))+((4+5)+(6+7))`.
//!
//! Whoever computes a piece, and whenever it comes, the additions are the same. A worker with pieces 4 to 7 adds them up itself and hands on
//! one sum.

use super::shards::{BatchSums, SHARDS};
use crate::rules::Gradients;
use crate::snn::Network;

/// Sum over one node of the tree: a piece of a batch, or neighbouring pieces.
#[derive(Debug, Clone)]
pub struct Part {
    /// Sum of the utterances' gradients.
    pub gradients: Gradients,
    /// Sum of their figures.
    pub sums: BatchSums,
}

impl Part {
    fn zeros(net: &Network) -> Self {
        Self { gradients: Gradients::zeros(net), sums: BatchSums::default() }
    }
}

/// Number of the node that holds the whole batch. The halves of node `i` are `2·i` and `2·i + 1`; piece `k` is node `SHARDS + k`.
pub const ROOT: usize = 1;

/// Piece `shard` of a batch of `utterances`: the first one, and the one behind the last.
#[must_use]
pub fn piece(shard: usize, utterances: usize) -> (usize, usize) {
    (shard * utterances / SHARDS, (shard + 1) * utterances / SHARDS)
}

/// Whether no utterance of a batch falls to `node`: it is left out of the sum.
#[must_use]
pub fn is_empty(node: usize, utterances: usize) -> bool {
    let (mut first, mut last) = (node, node);
    while first < SHARDS {
        (first, last) = (2 * first, 2 * last + 1);
    }
    piece(first - SHARDS, utterances).0 == piece(last - SHARDS, utterances).1
}

/// The sums of a batch on their way to one. Buffers are kept: four on one thread, whatever the batch.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    utterances: usize,
    nodes: [Option<Part>; 2 * SHARDS],
    free: Vec<Part>,
}

impl Tree {
    /// Forgets every sum, for a batch of `utterances`.
    pub fn begin(&mut self, utterances: usize) {
        self.utterances = utterances;
        self.free.extend(self.nodes.iter_mut().filter_map(Option::take));
    }

    /// Utterances of the batch at hand.
    #[must_use]
    pub fn utterances(&self) -> usize {
        self.utterances
    }

    /// A buffer with nothing in particular in it, shaped as `net`.
    #[must_use]
    pub fn buffer(&mut self, net: &Network) -> Part {
        self.free.pop().unwrap_or_else(|| Part::zeros(net))
    }

    /// Takes the sum of `node`, and adds what can be added now. An empty node and a number that is none are left out.
    pub fn put(&mut self, node: usize, mut part: Part) {
        if !(ROOT..2 * SHARDS).contains(&node) || is_empty(node, self.utterances) {
            self.free.push(part);
            return;
        }
        let mut at = node;
        while at != ROOT {
            let sibling = at ^ 1;
            if !is_empty(sibling, self.utterances) {
                let Some(other) = self.nodes.get_mut(sibling).and_then(Option::take) else { break };
                let (mut left, right) = if at < sibling { (part, other) } else { (other, part) };
                left.gradients.add(&right.gradients);
                left.sums.add(&right.sums);
                self.free.push(right);
                part = left;
            }
            at /= 2;
        }
        if let Some(old) = self.nodes.get_mut(at).and_then(|place| place.replace(part)) {
            self.free.push(old);
        }
    }

    /// The sums that are there, by node: one per whole subtree.
    pub fn parts(&self) -> impl Iterator<Item = (usize, &Part)> {
        self.nodes.iter().enumerate().filter_map(|(node, part)| Some((node, part.as_ref()?)))
    }

    /// Bytes of all its buffers' gradients.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.nodes.iter().flatten().chain(&self.free).map(|part| part.gradients.bytes()).sum()
    }

    /// The sum of the whole batch, once every piece is there.
    #[must_use]
    pub fn whole(&mut self) -> Option<&mut Part> {
        self.nodes.get_mut(ROOT).and_then(Option::as_mut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(loss: f64) -> BatchSums {
        BatchSums { loss, utterances: 1, ..BatchSums::default() }
    }

    fn part(k: usize) -> Part {
        // Large and small by turns: another order of additions gives other bits.
        let loss = [1e16, 1.0, -1e16, 3.0, 0.7, 1e10, -2e10, 5.5][k % SHARDS];
        Part { gradients: Gradients { layers: Vec::new() }, sums: sums(loss) }
    }

    fn loss_in_order(order: &[usize], utterances: usize) -> Option<u64> {
        let mut tree = Tree::default();
        tree.begin(utterances);
        for &k in order {
            tree.put(SHARDS + k, part(k));
        }
        tree.whole().map(|p| p.sums.loss.to_bits())
    }

    #[test]
    fn adds_neighbours_whatever_comes_first() {
        let x: Vec<f64> = (0..SHARDS).map(|k| part(k).sums.loss).collect();
        let expected = ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
        assert_ne!(expected.to_bits(), x.iter().sum::<f64>().to_bits(), "the order must matter here");
        for order in [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [4, 0, 6, 2, 5, 1, 7, 3]] {
            assert_eq!(loss_in_order(&order, 50), Some(expected.to_bits()));
        }
        assert_eq!(loss_in_order(&[0, 1, 2, 3, 4, 5, 6], 50), None, "a piece is missing");
    }

    #[test]
    fn leaves_empty_pieces_out() {
        // Three utterances fall to pieces 2, 5 and 7.
        let full: Vec<usize> = (0..SHARDS).filter(|&k| !is_empty(SHARDS + k, 3)).collect();
        assert_eq!(full, [2, 5, 7]);
        let x = |k| part(k).sums.loss;
        assert_eq!(loss_in_order(&full, 3), Some((x(2) + (x(5) + x(7))).to_bits()));
        assert_eq!(loss_in_order(&[0, 1, 2, 3, 4, 5, 6, 7], 3), Some((x(2) + (x(5) + x(7))).to_bits()));
        assert!(is_empty(ROOT, 0) && !is_empty(ROOT, 1));
    }

    #[test]
    fn hands_on_whole_subtrees() {
        let mut tree = Tree::default();
        tree.begin(50);
        for k in 3..8 {
            tree.put(SHARDS + k, part(k));
        }
        assert_eq!(tree.parts().map(|(node, _)| node).collect::<Vec<_>>(), [3, SHARDS + 3]);
        tree.begin(50);
        assert_eq!(tree.parts().count(), 0);
        tree.put(0, part(0));
        tree.put(99, part(0));
        assert_eq!(tree.parts().count(), 0);
    }
}
