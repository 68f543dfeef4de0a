//! Two members of one name: the later counts, as in `JSON.parse`, so the earlier one's faults are taken back.
//!
//! Each fault is taken back at most once and no list is searched for it, so that an answer made of duplicates
//! costs no more than any other of its length.

use core::ops::Range;

use crate::check::Tally;
use crate::flaw::Fault;

/// Stands for the record of a fault that was taken back. No page has so many records.
const TAKEN_BACK: u32 = u32::MAX;

/// Which faults came with which field of the objects that are open.
pub(crate) struct Duplicates {
    noted: Vec<Noted>,
    taken_back: bool,
}

struct Noted {
    field: usize,
    /// Those that are listed.
    faults: Range<usize>,
    /// How many, listed or not.
    tally: Tally,
}

impl Duplicates {
    pub(crate) const fn new() -> Self {
        Self { noted: Vec::new(), taken_back: false }
    }

    /// An object opens. The answer is for the other calls about it.
    #[inline(always)]
    pub(crate) fn enter(&self) -> usize {
        self.noted.len()
    }

    /// The object is over; what came with it is its owner's to note.
    #[inline(always)]
    pub(crate) fn leave(&mut self, object: usize) {
        self.noted.truncate(object);
    }

    /// These faults came with this field of the object. One note a field is kept. `None` when memory runs out.
    #[cold]
    pub(crate) fn note(
        &mut self,
        object: usize,
        field: usize,
        faults: Range<usize>,
        tally: Tally,
    ) -> Option<()> {
        let now = Noted { field, faults, tally };
        match self.find(object, field) {
            Some(noted) => *noted = now,
            None => {
                self.noted.try_reserve(1).ok()?;
                self.noted.push(now);
            }
        }
        Some(())
    }

    /// The field comes again. The answer is how many faults it takes back.
    #[cold]
    pub(crate) fn forget(&mut self, object: usize, field: usize, faults: &mut Vec<Fault>) -> Tally {
        let Some(noted) = self.find(object, field) else { return 0 };
        let taken_back = core::mem::take(&mut noted.faults);
        let tally = core::mem::take(&mut noted.tally);
        if taken_back.end == faults.len() {
            // The last ones leave their room to others.
            faults.truncate(taken_back.start);
            return tally;
        }
        for fault in faults.get_mut(taken_back).unwrap_or_default() {
            fault.record = TAKEN_BACK;
        }
        self.taken_back = true;
        tally
    }

    fn find(&mut self, object: usize, field: usize) -> Option<&mut Noted> {
        self.noted.iter_mut().skip(object).find(|noted| noted.field == field)
    }

    /// The record is over, whose faults begin at `from`: what was taken back goes. Never looks at the faults of
    /// other records, which may be many.
    #[inline(always)]
    pub(crate) fn settle(&mut self, from: usize, faults: &mut Vec<Fault>) {
        if core::mem::take(&mut self.taken_back) {
            close_up(from, faults);
        }
    }
}

#[cold]
fn close_up(from: usize, faults: &mut Vec<Fault>) {
    let mut kept = from;
    for place in from..faults.len() {
        if let Some(fault) = faults.get(place).copied()
            && fault.record != TAKEN_BACK
            && let Some(slot) = faults.get_mut(kept)
        {
            *slot = fault;
            kept += 1;
        }
    }
    faults.truncate(kept);
}
