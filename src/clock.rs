//! What the core may know of time and chance: three numbers, read by the boundary and passed in.

/// One reading of the clocks and of the dice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now {
    /// Milliseconds on a clock that never jumps; for time-outs, deadlines and durations.
    pub mono_ms: f64,
    /// Milliseconds since 1970 in UTC; only for `Retry-After` dates.
    pub epoch_ms: f64,
    /// A fresh random number, 0 ≤ n < 1; for jitter.
    pub random: f64,
}
