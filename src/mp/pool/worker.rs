//! What a worker does: takes a task, does it, sends the result, until it is told that there is no more.

use crate::model::{Field, Kind};
use crate::mp::channel::Channel;
use crate::mp::exception::Exception;
use crate::mp::me;
use crate::mp::step::Step;
use crate::wire::arena::ObjectId;
use crate::wire::record::Sent;

use super::function::call;
use super::job::{Done, Job, Outcome};

/// A worker's life. In the worker's process, which closes the ends that it does not use (`pool.worker`).
///
/// # Errors
/// `AttributeError` if a task names a function that this process does not know; the worker ends with it.
pub(super) fn work(
    pool: ObjectId,
    tasks: &Channel<Option<Job>>,
    results: &Channel<Option<Done>>,
) -> Result<(), Exception> {
    tasks.close_writer();
    results.close_reader();
    while let Some(job) = next(pool, tasks) {
        let (task, outcome) = (job.task, perform(pool, &job)?);
        results.put(&Some(Done { task, outcome }));
    }
    Ok(())
}

/// The next task; `None` if there will be no more.
fn next(pool: ObjectId, tasks: &Channel<Option<Job>>) -> Option<Job> {
    let mut told = false;
    let waits = || {
        if !std::mem::replace(&mut told, true) {
            step(pool).idle("item");
        }
    };
    tasks.get(waits).flatten()
}

fn perform(pool: ObjectId, job: &Job) -> Result<Outcome, Exception> {
    let operation = step(pool).with(Field::Task, Sent::Int(job.task.into())).begin();
    let body = me::own().functions.get(job.entry as usize).cloned();
    let body = body.ok_or_else(|| {
        Exception::new("AttributeError", format!("Can't get attribute '{}' on <module '__main__'>", job.function))
    })?;
    let called = job.arguments.iter().map(|argument| call(&body, argument));
    match called.collect::<Result<Vec<_>, _>>() {
        Ok(results) => {
            let shown = results.iter().map(|result| result.shown.as_str()).collect::<Vec<_>>().join(", ");
            let shown = if job.maps { format!("[{shown}]") } else { shown };
            operation.end_with(Some(&shown), None, &[]);
            Ok(Ok(results.into_iter().map(|result| result.bytes).collect()))
        }
        Err(exception) => {
            operation.end_with(None, None, &[(Field::Outcome, Sent::Text(&exception.class))]);
            Ok(Err(exception))
        }
    }
}

fn step(pool: ObjectId) -> Step<'static> {
    Step::hidden(Kind::PoolTask).object(pool).with(Field::Worker, Sent::Actor(me::slot().0))
}
