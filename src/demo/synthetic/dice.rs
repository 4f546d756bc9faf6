//! Chance that comes out the same every time.

/// A stream of numbers from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The stream of one thing: its kind and number give it a stream of its own, so that
    /// any one of a million can be made without the others.
    pub(super) fn of(seed: u64, kind: &str, number: usize) -> Self {
        let mut dice = Self(seed);
        for byte in kind.bytes() {
            dice.0 ^= u64::from(byte);
            dice.next();
        }
        dice.0 ^= number as u64;
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = mixed ^ mixed >> 31;
        // What comes out is also what comes next, so that seeds that are near part ways.
        self.0 ^= mixed.rotate_left(17);
        mixed
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A number from 0 up to 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of these.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A UUID.
    pub(super) fn uuid(&mut self) -> String {
        let bytes = u128::from(self.next()) << 64 | u128::from(self.next());
        uuid::Builder::from_random_bytes(bytes.to_be_bytes())
            .into_uuid()
            .to_string()
    }
}

/// The UUID of one thing, the same wherever it is named.
pub(super) fn uuid_of(seed: u64, kind: &str, number: usize) -> String {
    Dice::of(seed, kind, number).uuid()
}
