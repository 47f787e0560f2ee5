//! Memory is copied, not shared; and copied only where somebody writes.

use crate::mp::{self, Exception, Run};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (mib, share, pause) = (run.knob("mib") as usize, run.knob("share") as usize, run.number("pause"));
    let mut number = 100;
    // A global of the program: it is there for as long as the process is.
    let block = vec![b'p'; mib << 20].leak(); //~ block = bytearray
    mp::print(format!("parent has {number}")); //~ print("parent has"
    let pid = mp::fork()?; //~ pid = os.fork()
    if pid == 0 {
        number += 100; //~ number += 100
        mp::print(format!("child has {number}")); //~ print("child has"
        mp::print(format!("its own before: {} MiB", mp::own_memory() >> 20)); //~ print("its own before:"
        mp::sleep(2.0 * pause); //~ time.sleep(2 * PAUSE)
        write(block, share, pause);
        mp::print(format!("its own after: {} MiB", mp::own_memory() >> 20)); //~ print("its own after:"
        mp::os_exit(0); //~ os._exit(0)
    }
    mp::wait()?; //~ os.wait()
    mp::print(format!("parent still has {number} {}", char::from(block[0]))); //~ print("parent still has"
    Ok(())
}

/// Writes one byte into each page of so much of the block, in four parts with a pause after each.
fn write(block: &mut [u8], share: usize, pause: f64) {
    let (end, page) = (block.len() * share / 100, mp::page_size()); //~ pages = range
    for part in 0..4 {
        for at in (part * page..end).step_by(4 * page) {
            block[at] = b'c'; //~ block[at] = ord("c")
        }
        mp::sleep(pause); //~ time.sleep(PAUSE)
    }
}
