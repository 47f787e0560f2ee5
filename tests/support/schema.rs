//! The published schema of events, for checking any line that a test comes by.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

/// The published schema, `assets/events.schema.json`.
pub struct Schema {
    all: Schemas,
    event: SchemaIndex,
}

/// Compiles the published schema: once for many lines.
pub fn schema() -> Schema {
    let text = include_str!("../../assets/events.schema.json");
    let document: Value = serde_json::from_str(text).expect("the schema is JSON");
    let mut all = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.add_resource("urn:forklore:events", document).expect("the schema has an id");
    let event = compiler.compile("urn:forklore:events", &mut all).expect("the schema is one");
    Schema { all, event }
}

impl Schema {
    /// What is wrong with a line of JSON, if anything is.
    pub fn fault(&self, line: &str) -> Option<String> {
        let value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => return Some(format!("{error}: {line}")),
        };
        self.all.validate(&value, self.event).err().map(|error| format!("{error:#}\nin {line}"))
    }

    /// Fails the test with the first line that the schema refuses.
    #[allow(dead_code, reason = "not every test checks whole texts")]
    pub fn check<'a>(&self, lines: impl IntoIterator<Item = &'a str>) {
        for line in lines {
            if let Some(fault) = self.fault(line) {
                panic!("{fault}");
            }
        }
    }
}
