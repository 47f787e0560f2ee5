//! What several tests share.
#![allow(dead_code)]

pub mod anything;
pub mod processes;
pub mod schema;
pub mod story;
pub mod told;
