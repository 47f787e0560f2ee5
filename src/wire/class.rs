//! Classes of shared objects, by number on the wire.

macro_rules! classes {
    ($($(#[$doc:meta])* $Class:ident,)*) => {
        /// What a shared object is, in Python's words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Class { $($(#[$doc])* $Class,)* }

        impl Class {
            /// As it stands in an event.
            pub fn as_str(self) -> &'static str {
                match self { $(Class::$Class => stringify!($Class),)* }
            }

            /// All of them, in the order of their numbers.
            pub const ALL: &'static [Class] = &[$(Class::$Class),*];

            /// From its number; `Object` for a number that is none.
            pub fn of_number(number: u8) -> Class {
                Class::ALL.get(usize::from(number)).copied().unwrap_or(Class::Object)
            }
        }
    };
}

classes! {
    /// Something else.
    Object,
    /// `multiprocessing.Queue`.
    Queue,
    /// `multiprocessing.SimpleQueue`.
    SimpleQueue,
    /// `multiprocessing.JoinableQueue`.
    JoinableQueue,
    /// `multiprocessing.Pipe`, both its ends.
    Pipe,
    /// `multiprocessing.Lock`, `threading.Lock`.
    Lock,
    /// `multiprocessing.RLock`.
    RLock,
    /// `multiprocessing.Semaphore`.
    Semaphore,
    /// `multiprocessing.Event`.
    Event,
    /// `multiprocessing.Condition`.
    Condition,
    /// `multiprocessing.Barrier`.
    Barrier,
    /// `multiprocessing.Value`.
    Value,
    /// `multiprocessing.Array`.
    Array,
    /// `multiprocessing.Pool`.
    Pool,
    /// `multiprocessing.Manager`.
    Manager,
    /// A managed dict.
    Dict,
    /// A managed list.
    List,
    /// The global lock of an interpreter, or its model.
    GIL,
    /// A global variable shared by threads.
    Global,
    /// A block of shared memory.
    SharedMemory,
    /// `queue.Queue` or `queue.SimpleQueue`.
    ThreadQueue,
    /// `multiprocessing.pool.ThreadPool`.
    ThreadPool,
    /// `concurrent.futures.ProcessPoolExecutor`.
    ProcessPoolExecutor,
    /// `concurrent.futures.ThreadPoolExecutor`.
    ThreadPoolExecutor,
    /// `queue.LifoQueue`.
    LifoQueue,
    /// `queue.PriorityQueue`.
    PriorityQueue,
    /// A pipe to or from a program started by `subprocess`: bytes, not messages.
    Stream,
    /// A managed namespace.
    Namespace,
    /// A managed object of a class that the program has registered.
    Proxy,
    /// A list in a block of shared memory.
    ShareableList,
    /// `multiprocessing.connection.Listener`.
    Listener,
    /// What a `Listener` and a `Client` talk through, both its ends.
    Connection,
}
