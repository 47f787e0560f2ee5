//! The pool, in real processes: results, order, callbacks, exceptions, workers that die, ends of every kind.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod support;

use forklore::model::{Event, Field, Kind, Phase};
use forklore::mp::{self, Callbacks, Exception, Function, Gil, Pool, Process, Run, Thread};
use forklore::run::keeper::Program;
use nix::sys::signal::Signal;
use support::processes::{Trial, program, run_all, wrong};

const TRIALS: &[Trial] = &[
    Trial { name: "apply_gives_the_result", main: apply, shows: a_task_has_its_phases },
    Trial { name: "map_keeps_the_order", main: map, shows: chunks_are_tasks },
    Trial { name: "an_exception_travels_back", main: exception, shows: the_exception_ends_the_task },
    Trial { name: "callbacks_run_in_the_result_handler", main: callbacks, shows: callbacks_are_told },
    Trial { name: "a_result_may_be_late", main: late, shows: |_| () },
    Trial {
        name: "a_killed_worker_is_replaced_and_its_result_never_comes",
        main: killed,
        shows: five_workers_were_forked,
    },
    Trial { name: "many_workers_die_while_everybody_is_busy", main: storm, shows: |_| () },
    Trial { name: "a_task_may_exit", main: exits, shows: |_| () },
    Trial { name: "a_callback_that_raises_ends_the_results", main: raising_callback, shows: |_| () },
    Trial { name: "more_than_the_pipes_hold", main: large, shows: |_| () },
    Trial { name: "left_alone_it_is_terminated_at_the_end", main: abandoned, shows: nothing_was_done },
    Trial { name: "what_a_pool_refuses", main: refusals, shows: |_| () },
    Trial { name: "other_children_beside_it", main: neighbours, shows: |_| () },
    Trial { name: "the_big_lock_goes_round", main: gil, shows: one_holder_at_a_time },
];

fn main() {
    run_all(TRIALS, programs);
}

fn programs(_: &str, name: &str) -> Option<Program> {
    program(TRIALS, name)
}

fn square() -> Function<i64, i64> {
    Function::new("square", |x: i64| Ok(x * x))
}

fn apply(_: &Run) -> Result<(), Exception> {
    let square = square();
    let pool = Pool::new("pool", Some(2))?;
    same!(pool.apply(&square, 7)?, 49);
    let later = pool.apply_async(&square, 8)?;
    same!(later.get()?, 64);
    same!(later.get()?, 64);
    same!(later.successful()?, true);
    pool.close();
    pool.join()
}

fn a_task_has_its_phases(events: &[Event]) {
    let of = |kind| events.iter().filter(move |event| event.kind == kind);
    assert_eq!(of(Kind::PoolSubmit).count(), 2);
    let begins: Vec<&Event> = of(Kind::PoolTask).filter(|event| event.phase == Some(Phase::Begin)).collect();
    let ends: Vec<&Event> = of(Kind::PoolTask).filter(|event| event.phase == Some(Phase::End)).collect();
    assert_eq!((begins.len(), ends.len()), (2, 2));
    assert_eq!(ends[0].value.as_deref(), Some("49"));
    assert!(begins.iter().all(|event| event.text(Field::Worker) == event.actor.as_deref()));
    let workers = of(Kind::ProcessStart).filter(|event| event.text(Field::Role) == Some("worker"));
    let names: Vec<&str> = workers.filter_map(|event| event.text(Field::Name)).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"ForkPoolWorker-1") && names.contains(&"ForkPoolWorker-2"), "{names:?}");
}

fn map(_: &Run) -> Result<(), Exception> {
    let slow = Function::new("slow", |x: i64| {
        mp::sleep(if x % 3 == 0 { 0.02 } else { 0.0 });
        Ok(x * 10)
    });
    let pool = Pool::new("pool", Some(3))?;
    let numbers: Vec<i64> = (0..10).collect();
    let tens: Vec<i64> = (0..10).map(|x| x * 10).collect();
    same!(pool.map(&slow, &numbers)?, tens);
    same!(pool.map_async(&slow, &numbers, Some(4))?.get()?, tens);
    same!(pool.map(&slow, &[])?, Vec::<i64>::new());
    pool.terminate();
    pool.join()
}

/// Ten in chunks of one (10 / (3 × 4), rounded up), then three chunks of four.
fn chunks_are_tasks(events: &[Event]) {
    let submitted = events.iter().filter(|event| event.kind == Kind::PoolSubmit);
    let values: Vec<&str> = submitted.filter_map(|event| event.value.as_deref()).collect();
    assert_eq!(values.len(), 13);
    assert_eq!(values[10..], ["[0, 1, 2, 3]", "[4, 5, 6, 7]", "[8, 9]"]);
}

fn exception(_: &Run) -> Result<(), Exception> {
    let fails = Function::new("fails", |x: i64| match x {
        0 => Err(Exception::new("TypeError", "no number")),
        1 => panic!("at the disco"),
        _ => Ok(x),
    });
    let pool = Pool::new("pool", Some(2))?;
    same!(pool.apply(&fails, 0), Err(Exception::new("TypeError", "no number")));
    same!(pool.apply(&fails, 1), Err(Exception::new("RuntimeError", "at the disco")));
    same!(pool.map(&fails, &[2, 0, 3]), Err(Exception::new("TypeError", "no number")));
    let failed = pool.apply_async(&fails, 0)?;
    failed.wait();
    same!(failed.successful()?, false);
    same!(pool.apply(&fails, 5)?, 5);
    pool.close();
    pool.join()
}

fn the_exception_ends_the_task(events: &[Event]) {
    let ended = events.iter().find(|event| event.is(Kind::PoolTask, Phase::End));
    assert_eq!(ended.and_then(Event::outcome), Some("TypeError"));
    let forks = events.iter().filter(|event| event.kind == Kind::ProcessFork).count();
    assert_eq!(forks, 2, "an exception costs no worker");
}

fn callbacks(_: &Run) -> Result<(), Exception> {
    let square = square();
    let fails = Function::new("fails", |_: i64| -> Result<i64, Exception> { Err(Exception::new("KeyError", "'x'")) });
    let pool = Pool::new("pool", Some(2))?;
    let results = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let (good, bad) = (results.clone(), results.clone());
    let callbacks = Callbacks::none().callback(move |x: i64| {
        good.lock().unwrap().push(x.to_string());
        Ok(())
    });
    pool.apply_async_with(&square, 3, callbacks)?.wait();
    let callbacks = Callbacks::none().error_callback(move |error| {
        bad.lock().unwrap().push(error.class);
        Ok(())
    });
    pool.apply_async_with(&fails, 3, callbacks)?.wait();
    same!(*results.lock().unwrap(), vec!["9".to_string(), "KeyError".into()]);
    pool.close();
    pool.join()
}

fn callbacks_are_told(events: &[Event]) {
    let told: Vec<&Event> = events.iter().filter(|event| event.kind == Kind::PoolCallback).collect();
    assert_eq!(told.len(), 4, "a begin and an end for each");
    assert!(told.iter().all(|event| event.actor.as_deref() == Some("main/result-handler")));
}

fn late(_: &Run) -> Result<(), Exception> {
    let sleeps = Function::new("sleeps", |seconds: f64| {
        mp::sleep(seconds);
        Ok(())
    });
    let pool = Pool::new("pool", Some(1))?;
    let result = pool.apply_async(&sleeps, 0.4)?;
    same!(result.ready(), false);
    same!(result.successful().unwrap_err().class, "ValueError");
    same!(result.get_for(0.05).unwrap_err().class, "TimeoutError");
    same!(result.get(), Ok(()));
    pool.close();
    pool.join()
}

fn suicide() -> Function<i64, i64> {
    Function::new("suicide", |x: i64| {
        if x % 3 == 0 {
            let _ = mp::kill(mp::getpid(), Signal::SIGKILL);
        }
        Ok(x)
    })
}

fn killed(_: &Run) -> Result<(), Exception> {
    let suicide = suicide();
    let pool = Pool::new("pool", Some(2))?;
    let results = (0..9).map(|x| pool.apply_async(&suicide, x)).collect::<Result<Vec<_>, _>>()?;
    for (x, result) in results.iter().enumerate().filter(|(x, _)| x % 3 != 0) {
        same!(result.get()?, x as i64);
    }
    same!(results[0].get_for(0.1).unwrap_err().class, "TimeoutError");
    let end = mp::perf_counter() + 20.0;
    while mp::active_children().len() < 2 && mp::perf_counter() < end {
        mp::sleep(0.01);
    }
    same!(mp::active_children().len(), 2);
    pool.terminate();
    pool.join()
}

fn five_workers_were_forked(events: &[Event]) {
    let forks = events.iter().filter(|event| event.kind == Kind::ProcessFork);
    let by: Vec<&str> = forks.filter_map(|event| event.actor.as_deref()).collect();
    assert_eq!(by, ["main", "main", "main/worker-handler", "main/worker-handler", "main/worker-handler"]);
}

/// Replacements are forked by one thread while others allocate, tell, print, call back and hand in tasks.
fn storm(_: &Run) -> Result<(), Exception> {
    let suicide = suicide();
    let pool = Pool::new("pool", Some(6))?;
    let mut noise = Thread::new("noise", || {
        for turn in 0..2000 {
            mp::print(format!("{turn}: {}", "x".repeat(turn % 50)));
        }
    });
    noise.start();
    let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mut results = Vec::new();
    for x in 0..300 {
        let count = count.clone();
        let callbacks = Callbacks::none().callback(move |x: i64| {
            count.fetch_add(format!("{x}").len().min(1), std::sync::atomic::Ordering::Relaxed);
            Ok(())
        });
        results.push((x, pool.apply_async_with(&suicide, x, callbacks)?));
    }
    for (x, result) in results.iter().filter(|(x, _)| x % 3 != 0) {
        same!(result.get()?, *x);
    }
    noise.join();
    same!(count.load(std::sync::atomic::Ordering::Relaxed), 200);
    pool.terminate();
    pool.join()
}

fn exits(_: &Run) -> Result<(), Exception> {
    let leaves = Function::new("leaves", |status: i32| if status > 0 { mp::exit(status) } else { Ok(()) });
    let pool = Pool::new("pool", Some(1))?;
    let lost = pool.apply_async(&leaves, 3)?;
    pool.apply(&leaves, 0)?;
    same!(lost.ready(), false);
    pool.terminate();
    pool.join()
}

fn raising_callback(_: &Run) -> Result<(), Exception> {
    let square = square();
    let pool = Pool::new("pool", Some(1))?;
    let raises = Callbacks::none().callback(|_: i64| Err(Exception::new("ZeroDivisionError", "division by zero")));
    let result = pool.apply_async_with(&square, 2, raises)?;
    same!(result.get_for(0.2).unwrap_err().class, "TimeoutError");
    same!(pool.apply_async(&square, 3)?.get_for(0.2).unwrap_err().class, "TimeoutError");
    pool.terminate();
    pool.join()
}

/// Tasks and results are each larger than a pipe, and there are more of them than it holds.
fn large(_: &Run) -> Result<(), Exception> {
    let twice = Function::new("twice", |text: String| Ok(format!("{text}{text}")));
    let pool = Pool::new("pool", Some(2))?;
    let long = "x".repeat(100_000);
    let results = (0..20).map(|_| pool.apply_async(&twice, long.clone())).collect::<Result<Vec<_>, _>>()?;
    for result in results {
        same!(result.get()?.len(), 200_000);
    }
    // Left with tasks on their way: nobody may be stuck in a full pipe.
    for _ in 0..20 {
        pool.apply_async(&twice, long.clone())?;
    }
    pool.terminate();
    pool.join()
}

fn abandoned(_: &Run) -> Result<(), Exception> {
    let sleeps = Function::new("sleeps", |seconds: f64| {
        mp::sleep(seconds);
        Ok(())
    });
    let pool = Pool::new("pool", Some(3))?;
    for _ in 0..6 {
        pool.apply_async(&sleeps, 30.0)?;
    }
    pool.close();
    mp::sleep(0.1);
    Ok(())
}

fn nothing_was_done(events: &[Event]) {
    assert!(!events.iter().any(|event| event.is(Kind::PoolTask, Phase::End)));
    let reaped = events.iter().filter(|event| event.kind == Kind::ProcessReap && event.actor.is_some()).count();
    assert_eq!(reaped, 3);
}

fn refusals(_: &Run) -> Result<(), Exception> {
    let square = square();
    let said = |result: Result<(), Exception>| result.map_or_else(|error| error.to_string(), |()| "nothing".into());
    same!(said(Pool::new("none", Some(0)).map(|_| ())), "ValueError: Number of processes must be at least 1");
    let pool = Pool::new("pool", Some(1))?;
    same!(said(pool.join()), "ValueError: Pool is still running");
    pool.close();
    same!(said(pool.apply_async(&square, 1).map(|_| ())), "ValueError: Pool not running");
    same!(said(pool.map(&square, &[1]).map(|_| ())), "ValueError: Pool not running");
    pool.join()?;
    pool.join()?;
    let inner = Process::new("inner", || {
        let pool = Pool::new("pool", Some(1))?;
        pool.terminate();
        Ok(())
    });
    let inner = inner.daemonic();
    inner.start()?;
    inner.join()?;
    same!(inner.exitcode(), Some(1));
    let whole = Pool::new("whole", None)?;
    same!(mp::active_children().len(), mp::process_cpu_count() as usize);
    whole.with(|_| Ok(()))
}

/// A child that main forks beside a pool has nothing to do with it, and a pool of its own.
fn neighbours(_: &Run) -> Result<(), Exception> {
    let square = square();
    let pool = Pool::new("pool", Some(2))?;
    let known = square.clone();
    let child = Process::new("child", move || {
        let pool = Pool::new("own", Some(2))?;
        same!(pool.map(&known, &[1, 2, 3])?, vec![1, 4, 9]);
        pool.close();
        pool.join()
    });
    child.start()?;
    same!(pool.map(&square, &[4, 5])?, vec![16, 25]);
    child.join()?;
    same!(child.exitcode(), Some(0));
    pool.close();
    pool.join()
}

fn gil(_: &Run) -> Result<(), Exception> {
    let gil = Gil::new(0.002);
    let spin = |gil: Gil| {
        Thread::new("spin", move || {
            gil.run(|| {
                mp::burn(1);
                mp::sleep(0.01);
                mp::released(|| mp::burn(1));
            });
        })
    };
    let mut threads: Vec<Thread> = (0..4).map(|_| spin(gil.clone())).collect();
    gil.run(|| {
        threads.iter_mut().for_each(Thread::start);
        threads.iter_mut().for_each(Thread::join);
    });
    if threads.iter().any(Thread::is_alive) {
        return Err(wrong("a thread lives on"));
    }
    Ok(())
}

fn one_holder_at_a_time(events: &[Event]) {
    let mut since = None;
    let mut asked = 0;
    for event in events {
        if event.is(Kind::GilTake, Phase::End) {
            assert_eq!(since, None, "two hold it at {}", event.n);
            since = Some(event.t);
        } else if event.kind == Kind::GilDrop {
            let held = event.t - since.take().expect("somebody holds it");
            if event.outcome() == Some("asked") {
                asked += 1;
                assert!(held >= 2_000_000, "held {held} ns, and asked for all the same");
            }
        }
    }
    assert!(asked > 10, "four threads that want it ask for it: {asked}");
}
