//! Time and randomness for the core: three numbers that the driver reads and passes in.

/// The clocks and a random number at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now {
    /// The monotonic clock, in milliseconds: for timeouts, deadlines and durations.
    pub mono_ms: f64,
    /// The Unix time, in milliseconds: only for `Retry-After` dates.
    pub epoch_ms: f64,
    /// A random number, 0 ≤ n < 1: for jitter.
    pub random: f64,
}
