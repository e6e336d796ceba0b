//! A run shared by several workers, as a page shares it.

use super::lesson::{self, case};
use nrr_snn::Result;
use nrr_snn::model_file::checkpoint;
use nrr_snn::train::replica::{self, Replica};
use nrr_snn::train::shards::Workers;
use nrr_snn::train::{Job, Trainer};

/// Steps that the run does alone before its helpers join: it is in the middle of an epoch then.
const ALONE: usize = 3;

fn helper(trainer: &Trainer) -> Result<Replica> {
    let bytes = checkpoint::save(trainer, "bundled", "official")?;
    checkpoint::Checkpoint::load("helper", &bytes)?.replica(&replica::examples(&trainer.data))
}

/// One step whose units are shared out; a helper whose number is `lost` does not answer, and its share is worked on by the run itself.
fn step(trainer: &mut Trainer, helpers: &mut [Replica], lost: Option<usize>) -> Result<()> {
    let task = trainer.begin();
    let workers = helpers.len() + 1;
    let share = |k: usize| k * task.units / workers..(k + 1) * task.units / workers;
    let batch = trainer.batch().to_vec();
    // The last one first: the order in which they answer must not matter.
    for (k, helper) in helpers.iter_mut().enumerate().rev() {
        let units = share(k + 1);
        match task.job {
            _ if lost == Some(k) => trainer.work(units)?,
            Job::Learn | Job::Measure { .. } => {
                helper.learn(&batch, task.epoch, units, task.job == Job::Measure { exact: true })?;
                for (node, part) in helper.tree().parts() {
                    // As it crosses: one row of numbers for the gradient, one for the figures.
                    let (mut gradient, mut sums) = (vec![0.0; replica::length(&part.gradients)], Vec::new());
                    replica::each(&part.gradients, |at, array| gradient[at..at + array.len()].copy_from_slice(array));
                    part.sums.to_numbers(&mut sums);
                    trainer.take(node, |part| {
                        replica::each_mut(&mut part.gradients, |at, array| array.copy_from_slice(&gradient[at..at + array.len()]));
                        part.sums.from_numbers(&sums);
                    });
                }
            }
            Job::Answer { from } => trainer.take_heard(units.start, &helper.heard(from + units.start..from + units.end)?),
            Job::Rest => {}
        }
    }
    trainer.work(share(0))?;
    if let Some(rate) = trainer.settle()? {
        for helper in helpers.iter_mut() {
            helper.update(rate, |total| total.clone_from(trainer.total()));
        }
    }
    trainer.finish()?;
    Ok(())
}

/// The case's run on `workers` workers, of which the second is lost after two steps, if `loses`.
pub fn shared(name: &str, changes: &[(&str, &str)], workers: usize, loses: bool) -> Result<(Trainer, Vec<Replica>)> {
    let case = case(name);
    let changes: Vec<_> = case.settings.iter().chain(changes).copied().collect();
    let mut trainer = lesson::run_of(case.system, case.rule, 2, &changes, Workers::single())?;
    for _ in 0..ALONE {
        trainer.step()?;
    }
    let mut helpers = (1..workers).map(|_| helper(&trainer)).collect::<Result<Vec<_>>>()?;
    let mut steps = 0;
    while !trainer.is_done() {
        step(&mut trainer, &mut helpers, (loses && steps >= 2).then_some(0))?;
        steps += 1;
    }
    Ok((trainer, helpers))
}
