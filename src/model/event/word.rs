//! Words of JSON that are also numbers on the wire: an enum, its texts, its numbers, written once.

macro_rules! words {
    ($(#[$doc:meta])* $Enum:ident { $( $(#[$vdoc:meta])* $Variant:ident = $text:literal, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum $Enum { $( $(#[$vdoc])* #[serde(rename = $text)] $Variant, )* }

        impl $Enum {
            /// All of them, in the order of their definition (which is their number on the wire).
            pub const ALL: &'static [$Enum] = &[$($Enum::$Variant),*];

            /// As it stands in JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($Enum::$Variant => $text,)* }
            }

            /// From its text in JSON.
            pub fn parse(text: &str) -> Option<$Enum> {
                match text { $($text => Some($Enum::$Variant),)* _ => None }
            }

            /// From its number on the wire.
            pub fn of_number(number: u8) -> Option<$Enum> {
                $Enum::ALL.get(usize::from(number)).copied()
            }
        }

        impl std::fmt::Display for $Enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(super) use words;
