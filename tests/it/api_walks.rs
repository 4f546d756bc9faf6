//! Page walks while everything changes: whoever walks a list meets each entry that stays in
//! it, and none twice.

use std::collections::HashMap;

use jiff::SignedDuration;
use waymark::domain::{ChangeReason, ListingState};

use crate::support::assorted::Dice;
use crate::support::database::for_each_database;
use crate::support::hub::TestHub;
use crate::support::sample::{id, listing_id, service};

/// One step of what happens while somebody walks: listings come, change, leave and come back,
/// are hidden at once, and what was removed long ago is erased.
async fn happen(hub: &TestHub, dice: &mut Dice, next: &mut u32, steady: &[u32]) {
    let any = dice.roll(u64::from(*next - 1)) as u32 + 1;
    let is_steady = steady.contains(&any);
    match dice.roll(6) {
        0 => {
            let fresh = service(*next);
            *next += 1;
            hub.put(fresh, ListingState::Listed, ChangeReason::Added)
                .await;
        }
        1 if !is_steady => {
            let state = ListingState::Removed;
            hub.put(service(any), state, ChangeReason::RemovedFromFeed)
                .await;
        }
        2 if !is_steady => {
            hub.put(service(any), ListingState::Unlisted, ChangeReason::Updated)
                .await;
        }
        3 => {
            let mut edited = service(any);
            edited.name = Some(format!("Edited {}", dice.roll(1000)));
            hub.put(edited, ListingState::Listed, ChangeReason::Updated)
                .await;
        }
        4 if !is_steady => {
            let mut without_places = service(any);
            without_places.service_at_locations.clear();
            hub.put(without_places, ListingState::Listed, ChangeReason::Updated)
                .await;
        }
        _ => {
            hub.clock.advance(SignedDuration::from_mins(20));
            let mut tx = hub.hub.store.write().await.unwrap();
            let day_ago = tx.now() - SignedDuration::from_hours(24);
            tx.erase_removed(day_ago).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_walk_meets_each_entry_that_stays_once_whatever_happens_meanwhile() {
    for_each_database(async |database| {
        let hub = TestHub::on(database).await;
        let mut dice = Dice(7);
        hub.publish((1..=60).map(service)).await;
        let steady: Vec<u32> = (1..=60).filter(|n| n % 3 != 1).collect();
        // Some have left before: their places go while others walk.
        for n in (1..=60).filter(|n| !steady.contains(n)).step_by(2) {
            hub.move_to(
                listing_id(n),
                ListingState::Removed,
                ChangeReason::RemovedFromFeed,
            )
            .await;
            hub.clock.advance(SignedDuration::from_mins(100));
        }
        hub.clock.advance(SignedDuration::from_hours(8));
        let mut next = 61;
        for walk in 0..6 {
            for (list, kind) in [
                ("v3/services", 1),
                ("v3/service_at_locations", 10),
                ("v1/services", 1),
            ] {
                let size = 1 + dice.roll(9);
                let mut met: HashMap<String, u32> = HashMap::new();
                for page in 1.. {
                    let path = format!("/oruk/{list}?per_page={size}&page={page}&walk={walk}");
                    let answer = hub.get(&path).await.json();
                    let entries = ["contents", "content"].map(|name| answer[name].as_array());
                    let entries = entries.into_iter().flatten().next().unwrap();
                    for entry in entries {
                        let id = entry["id"].as_str().unwrap().to_owned();
                        *met.entry(id).or_default() += 1;
                    }
                    if entries.is_empty() {
                        break;
                    }
                    happen(&hub, &mut dice, &mut next, &steady).await;
                }
                for n in &steady {
                    if kind == 10 && n.is_multiple_of(7) {
                        continue;
                    }
                    assert_eq!(met.get(&id(kind, *n)), Some(&1), "{list} {n} by {size}");
                }
                assert!(met.values().all(|times| *times == 1), "{list}: {met:?}");
            }
        }
        assert!(next > 62, "listings came meanwhile");
    })
    .await;
}

#[tokio::test]
async fn what_left_keeps_its_place_in_walks_that_began_before_and_shows_nothing_of_itself() {
    let hub = TestHub::start().await;
    hub.publish((1..=4).map(service)).await;
    let path = |page: u32| format!("/oruk/v3/services?per_page=2&page={page}");
    let one = hub.ids(&path(1)).await;
    assert_eq!(one, [id(1, 1), id(1, 2)]);
    hub.clock.advance(SignedDuration::from_secs(1));
    hub.move_to(listing_id(1), ListingState::Unlisted, ChangeReason::Updated)
        .await;
    assert_eq!(
        hub.ids(&path(2)).await,
        [id(1, 3), id(1, 4)],
        "nothing moved"
    );
    let other = hub.ids("/oruk/v3/services?per_page=3&page=1").await;
    assert_eq!(
        other,
        [id(1, 2), id(1, 3), id(1, 4)],
        "a walk that begins now"
    );
    assert_eq!(hub.ids("/oruk/v3/services?per_page=9").await.len(), 3);

    // A walk that comes to the place finds that it is empty, and nothing of what was there.
    hub.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(hub.ids("/oruk/v3/services?per_page=1").await, [id(1, 2)]);
    hub.clock.advance(SignedDuration::from_secs(1));
    hub.move_to(listing_id(3), ListingState::Unlisted, ChangeReason::Updated)
        .await;
    let page = hub.get("/oruk/v3/services?per_page=1&page=2").await;
    let entry = &page.json()["contents"][0];
    assert_eq!(
        (&entry["id"], &entry["status"]),
        (&id(1, 3).into(), &"defunct".into())
    );
    assert!(!page.text.contains("Sample service"), "{}", page.text);
    hub.clock.advance(SignedDuration::from_hours(25));
    let late = hub.ids("/oruk/v3/services?per_page=1&page=2").await;
    assert_eq!(late, [id(1, 4)], "a day later nobody walks any more");
}
