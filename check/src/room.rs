//! Memory that was made room for, written from front to back.

use core::mem::MaybeUninit;

/// What is free behind a text.
pub(crate) struct Room<'a> {
    free: &'a mut [MaybeUninit<u8>],
    written: usize,
}

impl Room<'_> {
    /// Appends to `out` what `write` writes, if there is room for all of it, and nothing otherwise. Whether there was.
    ///
    /// The length is kept in a local variable meanwhile: in memory, each block's address would depend on the last store.
    #[inline(always)]
    pub(crate) fn append(out: &mut Vec<u8>, write: impl FnOnce(&mut Room<'_>)) -> bool {
        let mut room = Room { free: out.spare_capacity_mut(), written: 0 };
        write(&mut room);
        let Room { free, written } = room;
        let fits = written <= free.len();
        if fits {
            // SAFETY: so many bytes of the spare capacity are written, one after the other: once one has no room, none has.
            unsafe { out.set_len(out.len() + written) };
        }
        fits
    }

    /// Writes a block at once, of which only the first `kept` bytes stay: the next ones are written over the others.
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

    /// Writes all of a few bytes.
    #[inline(always)]
    pub(crate) fn put<const LENGTH: usize>(&mut self, text: &[u8; LENGTH]) {
        self.block(text, LENGTH);
    }

    /// Writes all of a text, byte by byte. Small, not fast: next to a loop over blocks, it would keep the room in memory.
    #[inline(never)]
    pub(crate) fn text(&mut self, text: &[u8]) {
        for byte in text {
            self.put(&[*byte]);
        }
    }
}
