//! An argument that goes into bytes, and does not come out of them.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::mp::{self, Exception, Function, Process, Run};

#[derive(Serialize)]
struct Fragile;

impl<'de> Deserialize<'de> for Fragile {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Fragile, D::Error> {
        Err(D::Error::custom("cannot be made again")) //~ raise ValueError
    }
}

pub fn main(run: &Run) -> Result<(), Exception> {
    let show = Function::new("show", |_: Fragile| {
        mp::print("shown"); //~ print("shown"
        Ok(())
    });
    if !run.is_main() {
        return Ok(());
    }
    let p = Process::calling(&show, &Fragile)?.spawned(run); //~ p = context.Process
    p.start()?; //~ p.start()
    p.join()?; //~ p.join()
    mp::print(format!("the parent goes on after {}", p.exitcode().unwrap_or_default())); //~ print("the parent
    Ok(())
}
