//! How good an answer is.

/// The figures of one query, or the mean of several.
#[derive(Clone, Copy, Default)]
pub(super) struct Score {
    /// Discounted gain of the first ten (2^grade − 1, by the logarithm of the rank) over
    /// that of the best order of everything that there is.
    pub(super) ndcg: f64,
    /// Of what is worth anything, the share among the first twenty; where there is more
    /// than twenty, twenty would be all.
    pub(super) recall: f64,
    /// 1 where a good answer (grade 2 or 3) is among the first five, where there is one at
    /// all; else any that is worth something.
    pub(super) success: f64,
}

impl Score {
    /// Of the grades in the order of the answer, and the grades of everything.
    pub(super) fn of(answer: &[u32], everything: &[u32]) -> Self {
        let mut best: Vec<u32> = everything.to_vec();
        best.sort_unstable_by(|one, other| other.cmp(one));
        let worth = |grades: &[u32]| grades.iter().filter(|grade| **grade > 0).count();
        let wanted = best[0].min(2);
        let shown = answer.len().min(20);
        let has_it = answer.iter().take(5).any(|grade| *grade >= wanted);
        Self {
            ndcg: gain(answer) / gain(&best),
            recall: worth(&answer[..shown]) as f64 / worth(&best).min(20) as f64,
            success: f64::from(u8::from(has_it)),
        }
    }

    /// The mean.
    pub(super) fn mean(scores: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| {
            scores.iter().map(figure).fold(0.0, |sum, one| sum + one) / scores.len() as f64
        };
        Self {
            ndcg: of(|score| score.ndcg),
            recall: of(|score| score.recall),
            success: of(|score| score.success),
        }
    }
}

fn gain(grades: &[u32]) -> f64 {
    let first_ten = grades.iter().take(10).enumerate();
    first_ten
        .map(|(rank, grade)| (f64::from(1_u32 << grade) - 1.0) / (rank as f64 + 2.0).log2())
        .fold(0.0, |sum, gain| sum + gain)
}

#[test]
fn the_best_order_scores_one_and_a_worse_one_less() {
    let everything = [0, 3, 0, 1, 2];
    let best = Score::of(&[3, 2, 1], &everything);
    assert_eq!((best.ndcg, best.recall, best.success), (1.0, 1.0, 1.0));
    let worse = Score::of(&[0, 0, 0, 1, 0, 3], &everything);
    assert!(worse.ndcg > 0.2 && worse.ndcg < 0.5, "{}", worse.ndcg);
    assert_eq!(worse.success, 0.0, "the good one comes sixth");
    assert!((worse.recall - 2.0 / 3.0).abs() < 1e-9);
    let none = Score::of(&[], &everything);
    assert_eq!((none.ndcg, none.recall, none.success), (0.0, 0.0, 0.0));
}
