//! A bounded queue whose items are taken in groups of one kind.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Items in order of arrival, taken in groups of equal kind `K`.
///
/// Whoever puts an item in waits while the queue is full, in order of arrival too, so that a caller
/// with many items leaves room for one with few. Whoever takes gets the oldest item with others of
/// its kind, which may have come later than items of another kind: an item waits for at most one
/// group per item that was before it when it came, so none waits for ever. The lock is held while items
/// move, never while they are worked on.
pub(crate) struct Queue<K, T> {
    capacity: usize,
    patience: Duration,
    state: Mutex<State<K, T>>,
    /// Something came, or the queue was closed.
    came: Condvar,
    /// Something went, or the next in line may come in.
    went: Condvar,
}

struct State<K, T> {
    waiting: VecDeque<Waiting<K, T>>,
    /// Tickets given to those who put something in, and how many of them have done so.
    tickets: u64,
    admitted: u64,
    closed: bool,
}

struct Waiting<K, T> {
    kind: K,
    /// How many of this kind may go together.
    most: usize,
    since: Instant,
    item: T,
}

/// What can be done with the items that are there.
enum Next {
    Take,
    Wait(Duration),
    WaitForItems,
    End,
}

impl<K: PartialEq, T> Queue<K, T> {
    /// An open queue for `capacity` items, at least 1. A group that could be larger is taken when its
    /// oldest item has waited for `patience`.
    pub(crate) fn new(capacity: usize, patience: Duration) -> Self {
        let state = State { waiting: VecDeque::new(), tickets: 0, admitted: 0, closed: false };
        let capacity = capacity.max(1);
        let (came, went) = (Condvar::new(), Condvar::new());
        Self { capacity, patience, state: Mutex::new(state), came, went }
    }

    /// Puts an item in, of which `most` may be taken together; waits while the queue is full. A
    /// closed queue gives the item back.
    pub(crate) fn put(&self, kind: K, most: usize, item: T) -> Result<(), T> {
        let mut state = self.state();
        let ticket = state.tickets;
        state.tickets += 1;
        while !state.closed && (state.admitted != ticket || state.waiting.len() >= self.capacity) {
            state = self.went.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return Err(item);
        }
        state.admitted += 1;
        state.waiting.push_back(Waiting { kind, most: most.max(1), since: Instant::now(), item });
        drop(state);
        self.came.notify_one();
        self.went.notify_all();
        Ok(())
    }

    /// The oldest item and others of its kind, in order; waits for one. `None` when the queue is
    /// closed and empty.
    pub(crate) fn take(&self) -> Option<Vec<T>> {
        let mut state = self.state();
        loop {
            state = match self.next(&state) {
                Next::Take => break,
                Next::End => return None,
                Next::WaitForItems => self.came.wait(state).unwrap_or_else(PoisonError::into_inner),
                Next::Wait(rest) => {
                    let waited = self.came.wait_timeout(state, rest);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        let group = state.take_oldest_kind();
        drop(state);
        self.went.notify_all();
        Some(group)
    }

    /// Takes nothing more in; what is in may still be taken.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.came.notify_all();
        self.went.notify_all();
    }

    /// Closes the queue and drops what is in it.
    pub(crate) fn abandon(&self) {
        self.close();
        let left = std::mem::take(&mut self.state().waiting);
        drop(left);
    }

    fn next(&self, state: &State<K, T>) -> Next {
        let Some(oldest) = state.waiting.front() else {
            return if state.closed { Next::End } else { Next::WaitForItems };
        };
        let can_grow = !state.closed
            && state.waiting.len() < self.capacity
            && state.waiting.iter().filter(|other| other.kind == oldest.kind).count() < oldest.most;
        let rest = self.patience.saturating_sub(oldest.since.elapsed());
        if can_grow && !rest.is_zero() { Next::Wait(rest) } else { Next::Take }
    }

    /// Nothing panics while the lock is held, so a poisoned lock guards a queue in order.
    fn state(&self) -> MutexGuard<'_, State<K, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: PartialEq, T> State<K, T> {
    fn take_oldest_kind(&mut self) -> Vec<T> {
        let Some(oldest) = self.waiting.pop_front() else { return Vec::new() };
        let mut group = vec![oldest.item];
        let mut left = VecDeque::with_capacity(self.waiting.len());
        for other in self.waiting.drain(..) {
            if group.len() < oldest.most && other.kind == oldest.kind {
                group.push(other.item);
            } else {
                left.push_back(other);
            }
        }
        self.waiting = left;
        group
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use proptest::prelude::*;

    use super::*;

    /// Long enough that only a wait without end fails.
    const LONG: Duration = Duration::from_mins(1);

    fn drained(queue: &Queue<char, u32>) -> Vec<Vec<u32>> {
        std::iter::from_fn(|| queue.take()).collect()
    }

    #[test]
    fn the_oldest_goes_with_its_kind() {
        let queue = Queue::new(16, Duration::ZERO);
        for (number, kind) in "abaabba".chars().enumerate() {
            queue.put(kind, 3, number as u32).unwrap();
        }
        queue.close();
        assert_eq!(drained(&queue), [vec![0, 2, 3], vec![1, 4, 5], vec![6]]);
    }

    #[test]
    fn a_full_group_and_a_full_queue_wait_for_nothing() {
        let queue = Queue::new(3, LONG);
        queue.put('a', 2, 0).unwrap();
        queue.put('a', 2, 1).unwrap();
        assert_eq!(queue.take().unwrap(), [0, 1]);
        for (number, kind) in "bcd".chars().enumerate() {
            queue.put(kind, 9, number as u32).unwrap();
        }
        assert_eq!(queue.take().unwrap(), [0], "no more than three can be there");
    }

    #[test]
    fn a_group_that_can_grow_is_waited_for() {
        let queue = Queue::new(8, LONG);
        queue.put('a', 2, 0).unwrap();
        thread::scope(|scope| {
            let taken = scope.spawn(|| queue.take());
            queue.put('b', 2, 1).unwrap();
            queue.put('a', 2, 2).unwrap();
            assert_eq!(taken.join().unwrap().unwrap(), [0, 2]);
        });
        let queue = Queue::new(8, Duration::from_millis(5));
        let start = Instant::now();
        queue.put('a', 2, 0).unwrap();
        assert_eq!(queue.take().unwrap(), [0]);
        assert!(start.elapsed() >= Duration::from_millis(5));
    }

    #[test]
    fn no_more_items_are_in_than_fit() {
        let queue = Queue::new(4, Duration::ZERO);
        let most = AtomicUsize::new(0);
        thread::scope(|scope| {
            for caller in 0..8_u32 {
                let queue = &queue;
                scope.spawn(move || (0..50).for_each(|n| queue.put('a', 3, caller + n).unwrap()));
            }
            let mut count = 0;
            while count < 400 {
                most.fetch_max(queue.state().waiting.len(), Ordering::SeqCst);
                count += queue.take().unwrap().len();
            }
        });
        assert!((1..=4).contains(&most.into_inner()));
    }

    #[test]
    fn a_caller_with_few_items_comes_in_between_those_of_one_with_many() {
        let queue = Queue::new(1, Duration::ZERO);
        queue.put('m', 1, 0).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| (1..100).for_each(|number| queue.put('m', 1, number).unwrap()));
            while queue.state().tickets < 2 {
                thread::yield_now();
            }
            scope.spawn(|| queue.put('f', 1, 1000).unwrap());
            while queue.state().tickets < 3 {
                thread::yield_now();
            }
            let order: Vec<u32> = (0..101).flat_map(|_| queue.take().unwrap()).collect();
            assert_eq!(order.iter().position(|&number| number == 1000), Some(2));
        });
    }

    #[test]
    fn a_closed_queue_turns_callers_away_and_is_emptied() {
        let queue = Queue::new(1, LONG);
        queue.put('a', 2, 0).unwrap();
        thread::scope(|scope| {
            let refused = scope.spawn(|| queue.put('a', 2, 1));
            while queue.state().tickets < 2 {
                thread::yield_now();
            }
            queue.close();
            assert_eq!(refused.join().unwrap(), Err(1));
        });
        assert_eq!(queue.take().unwrap(), [0]);
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn whoever_waits_for_items_learns_of_the_end() {
        let queue = Queue::<char, u32>::new(1, LONG);
        thread::scope(|scope| {
            let taken = scope.spawn(|| queue.take());
            queue.close();
            assert_eq!(taken.join().unwrap(), None);
        });
    }

    proptest! {
        /// Every item comes out once, groups are of one kind, within their bound and in order, and
        /// each begins with the oldest item that is left.
        #[test]
        fn groups_are_the_items_by_kind(kinds in "[abc]{0,40}", most in 1_usize..6) {
            let queue = Queue::new(64, Duration::ZERO);
            let kinds: Vec<char> = kinds.chars().collect();
            for (number, &kind) in kinds.iter().enumerate() {
                queue.put(kind, most, number as u32).unwrap();
            }
            queue.close();
            let mut left: Vec<u32> = (0..kinds.len() as u32).collect();
            for group in drained(&queue) {
                prop_assert_eq!(group[0], left[0]);
                let kind = kinds[group[0] as usize];
                let expected: Vec<u32> = left.iter().copied()
                    .filter(|&number| kinds[number as usize] == kind).take(most).collect();
                prop_assert_eq!(&group, &expected);
                left.retain(|number| !group.contains(number));
            }
            prop_assert!(left.is_empty());
        }
    }
}
