//! A car park: as many cars inside as there are places.

use crate::mp::{self, Exception, Process, Run, Semaphore};

pub fn main(run: &Run) -> Result<(), Exception> {
    let (cars, pause) = (run.knob("cars"), run.number("pause"));
    let places = Semaphore::new("places", run.knob("places") as u32); //~ places = Semaphore(
    let cars: Vec<Process> = (0..cars)
        .map(|_| Process::new("car", move || car(places, pause))) //~ Process(target=car
        .collect();
    for p in &cars {
        p.start()?; //~ p.start()
    }
    for p in &cars {
        p.join()?; //~ p.join()
    }
    mp::print("all have parked"); //~ print('all have parked'
    Ok(())
}

fn car(places: Semaphore, pause: f64) {
    places.with(|| {
        //~ with places:
        mp::print("in"); //~ print('in'
        mp::sleep(pause); //~ time.sleep(PAUSE)
        mp::print("out"); //~ print('out'
    });
}
