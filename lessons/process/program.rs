//! A child from outside: before its start, while it runs, after its end.

use crate::mp::{self, Exception, Lock, Process, Repr, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let code = run.knob("code") as i32;
    let door = Lock::new("door"); //~ door = Lock()
    door.acquire(); //~ door.acquire()
    let p = Process::new("greet", move || greet("Bob", door, code)); //~ p = Process(
    look("before", &p); //~ look("before", p)
    p.start()?; //~ p.start()
    look("while", &p); //~ look("while", p)
    door.release()?; //~ door.release()
    p.join()?; //~ p.join()
    look("after", &p); //~ look("after", p)
    Ok(())
}

fn greet(name: &str, door: Lock, code: i32) {
    door.with(|| {
        //~ with door:
        mp::print(format!("hello {name} from {}", mp::getpid())); //~ print("hello"
    });
    mp::exit(code); //~ sys.exit(CODE)
}

fn look(when: &str, p: &Process) {
    let (pid, alive, code) = (p.pid().repr(), p.is_alive().repr(), p.exitcode().repr());
    mp::print(format!("{when} {} {pid} {alive} {code}", p.name())); //~ print(when
}
