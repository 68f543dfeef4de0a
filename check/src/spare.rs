//! Writes into the spare capacity of a vector, without a check per byte.

use core::mem::MaybeUninit;

/// The spare capacity of a vector.
pub(crate) struct SpareCapacity<'a> {
    free: &'a mut [MaybeUninit<u8>],
    written: usize,
}

impl SpareCapacity<'_> {
    /// Appends what `write` writes when all of it fits, and nothing otherwise. Returns whether it fits.
    ///
    /// The length is a local variable meanwhile: in memory, the address of each block would depend on the previous store.
    #[inline(always)]
    pub(crate) fn append(out: &mut Vec<u8>, write: impl FnOnce(&mut SpareCapacity<'_>)) -> bool {
        Self::append_if(out, |spare| {
            write(spare);
            true
        })
    }

    /// The same, and nothing when `write` returns false.
    #[inline(always)]
    pub(crate) fn append_if(out: &mut Vec<u8>, write: impl FnOnce(&mut SpareCapacity<'_>) -> bool) -> bool {
        let mut spare = SpareCapacity { free: out.spare_capacity_mut(), written: 0 };
        let wanted = write(&mut spare);
        let SpareCapacity { free, written } = spare;
        let fits = wanted && written <= free.len();
        if fits {
            // SAFETY: the first `written` bytes are initialised: they are written in order, and once a block does not fit,
            // `free` is empty.
            unsafe { out.set_len(out.len() + written) };
        }
        fits
    }

    /// Writes a whole block but keeps its first `kept` bytes only; the next write overwrites the others.
    #[inline(always)]
    pub(crate) fn block<const LENGTH: usize>(&mut self, block: &[u8; LENGTH], kept: usize) {
        match self.free.get_mut(self.written..).and_then(<[_]>::first_chunk_mut::<LENGTH>) {
            Some(free) => {
                free.write_copy_of_slice(block);
            }
            None => self.free = &mut [],
        }
        self.written += kept.min(LENGTH);
    }

    /// Writes a few bytes.
    #[inline(always)]
    pub(crate) fn put<const LENGTH: usize>(&mut self, text: &[u8; LENGTH]) {
        self.block(text, LENGTH);
    }

    /// Writes a text byte by byte. Not inlined: next to a loop over blocks, it would force the state into memory.
    #[inline(never)]
    pub(crate) fn text(&mut self, text: &[u8]) {
        for byte in text {
            self.put(&[*byte]);
        }
    }
}
