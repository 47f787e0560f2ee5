//! What three children call their main threads: by an address, and by the kernel's number.

use std::collections::BTreeSet;

use crate::mp::{self, Exception, Process, Run};

pub fn main(_: &Run) -> Result<(), Exception> {
    let (mine, theirs) = mp::pipe::<(i64, i64)>("pipe", ("mine", "theirs"), true)?; //~ mine, theirs = Pipe()
    let mut told = Vec::new();
    for _ in 0..3 {
        let end = theirs.clone();
        let p = Process::new("tell", move || end.send(&(mp::get_ident() as i64, i64::from(mp::ident())))); //~ p = Process(
        p.start()?; //~ p.start()
        told.push(mine.recv()?); //~ told.append(
        p.join()?; //~ p.join()
    }
    let idents: BTreeSet<i64> = told.iter().map(|(ident, _)| *ident).collect();
    mp::print(format!("get_ident: {} different", idents.len())); //~ print("get_ident:"
    let numbers: BTreeSet<i64> = told.iter().map(|(_, number)| *number).collect();
    mp::print(format!("get_native_id: {} different", numbers.len())); //~ print("get_native_id:"
    Ok(())
}
