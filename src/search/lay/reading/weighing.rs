//! How much the parts of a question weigh beside one another, and what it turns away from.

use super::super::question::{Ask, Denied, Slot, weight};
use super::super::thesaurus::{Kind, NeedId};
use super::{NameAt, Reading, SURELY};

impl Reading<'_> {
    fn is_kind(&self, slot: &Slot, kind: Kind) -> bool {
        match &slot.ask {
            Ask::Needs(needs, _) => needs
                .iter()
                .any(|(id, _)| self.thesaurus.need(*id).kind == kind),
            _ => false,
        }
    }

    /// How much the rarest need of a slot tells listings apart: of several needs the one that
    /// few services meet comes first, else those for the other fill the page.
    fn rarity(&self, slot: &Slot) -> f32 {
        let Ask::Needs(needs, _) = &slot.ask else {
            return 1.0;
        };
        let names = needs.iter().map(|(id, _)| &self.thesaurus.need(*id).name);
        let rarities = names.filter_map(|name| self.vocabulary.need_rarity(name));
        rarities.max_by(f32::total_cmp).unwrap_or(1.0)
    }

    /// Gives people, places and danger their weights beside the other slots.
    pub(super) fn weigh_kinds(&mut self) {
        let mut slots = std::mem::take(&mut self.question.slots);
        let has_more = slots
            .iter()
            .any(|slot| matches!(slot.ask, Ask::Needs(..)) && !self.is_kind(slot, Kind::People));
        let needs = slots
            .iter()
            .filter(|slot| matches!(slot.ask, Ask::Needs(..)));
        let has_several = needs.count() > 1;
        let is_only_place = slots.iter().all(|slot| matches!(slot.ask, Ask::Place(_)));
        for slot in &mut slots {
            if has_several {
                slot.weight *= 1.0 - weight::COMMON * (1.0 - self.rarity(slot));
            }
            if has_more && self.is_kind(slot, Kind::People) {
                slot.weight *= weight::PEOPLE;
            }
            if is_only_place {
                slot.weight = 1.0;
            }
            if self.is_kind(slot, Kind::Crisis) {
                slot.weight = weight::CRISIS;
            }
        }
        let is_crisis = |id: &NeedId| self.thesaurus.need(*id).kind == Kind::Crisis;
        self.question.urgent = asked_needs(&slots).find(is_crisis);
        self.question.slots = slots;
    }

    /// Adds the names. What stands inside one that is surely meant counts less for itself.
    pub(super) fn add_names(&mut self, names: Vec<NameAt>) {
        let mut slots = std::mem::take(&mut self.question.slots);
        for name in names {
            let said = &self.words[name.first..name.end];
            let said: Vec<&str> = said.iter().map(|word| word.spelled.as_str()).collect();
            let is_surely_meant = name.weight >= SURELY;
            let others = slots
                .iter_mut()
                .filter(|slot| is_surely_meant && !self.is_kind(slot, Kind::Crisis));
            for slot in others {
                let mut words = slot.said.split([' ', ';']).filter(|word| !word.is_empty());
                if words.all(|word| said.contains(&word)) {
                    slot.weight *= weight::IN_NAME;
                }
            }
            slots.push(Slot {
                said: said.join(" "),
                ask: Ask::Names(name.names),
                weight: name.weight,
            });
        }
        self.question.slots = slots;
    }

    /// Turns away from services for somebody else, and never from what is asked for too.
    pub(super) fn turn_away(&mut self) {
        let asked: Vec<NeedId> = asked_needs(&self.question.slots).collect();
        let kinds = asked.iter().map(|id| self.thesaurus.need(*id).kind);
        let names = |slot: &Slot| matches!(slot.ask, Ask::Names(_));
        self.question.is_particular = kinds.into_iter().any(|kind| kind == Kind::Group)
            || self.question.slots.iter().any(names)
            || asked.is_empty();
        let against = asked.iter().flat_map(|id| self.thesaurus.against(*id));
        let against = against.copied().filter(|id| !asked.contains(id));
        self.question.against = against.collect();
        self.question.against.sort_unstable();
        self.question.against.dedup();
        let denied = &mut self.question.denied;
        denied.retain(|denied| !matches!(denied, Denied::Need(id) if asked.contains(id)));
    }
}

fn asked_needs(slots: &[Slot]) -> impl Iterator<Item = NeedId> + '_ {
    let needs = slots.iter().filter_map(|slot| match &slot.ask {
        Ask::Needs(needs, _) => Some(needs),
        _ => None,
    });
    needs.flatten().map(|(id, _)| *id)
}
