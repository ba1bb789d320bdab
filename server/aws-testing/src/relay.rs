//! Hands events from the outbox to the consumers, in this process: on AWS a
//! stream, topics and queues do this. It goes through the outbox of its one
//! backend with a Scan, which no role of the product may do.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tenantry_aws::outbox::Waiting;
use tenantry_conformance::RunningClock;
use tenantry_core::{
    domain::{
        event::Event,
        ids::EventId,
        page::{Position, Slice},
    },
    events::Consumer,
    policy::delivery::{Failures, Fate},
    ports::{
        env::Clock,
        relay::{DeadLetter, Redriven, Relay},
        store::Read,
    },
};

const FIRST_PAUSE: SignedDuration = SignedDuration::from_millis(10);
const AT_ONCE: usize = 32;

/// How far one consumer is with one event.
#[derive(Clone)]
enum Progress {
    Done,
    PutOff { failures: Failures, due: Timestamp },
}

pub struct TestRelay {
    client: Client,
    outbox: String,
    /// They hold the app that holds this relay, so they are let go at the end:
    /// otherwise no backend of a test would ever be closed.
    consumers: Mutex<Arc<[Arc<dyn Consumer>]>>,
    progress: Mutex<HashMap<(EventId, &'static str), Progress>>,
    letters: Mutex<Vec<DeadLetter>>,
    clock: Arc<RunningClock>,
    /// Of the backend that keeps control data.
    control: Arc<dyn Relay>,
    turn: tokio::sync::Mutex<()>,
    /// How often something was handed out, and how often that was when it settled last.
    handed: AtomicU64,
    settled: AtomicU64,
    ended: AtomicBool,
}

impl TestRelay {
    pub fn new(client: Client, outbox: String, control: Arc<dyn Relay>, clock: Arc<RunningClock>) -> Self {
        Self {
            client,
            outbox,
            consumers: Mutex::default(),
            progress: Mutex::default(),
            letters: Mutex::default(),
            clock,
            control,
            turn: tokio::sync::Mutex::default(),
            handed: AtomicU64::default(),
            settled: AtomicU64::default(),
            ended: AtomicBool::new(false),
        }
    }

    /// Without consumers nothing is handed out.
    pub fn start(self: &Arc<Self>, consumers: Vec<Arc<dyn Consumer>>) {
        *self.consumers.lock().expect("consumers") = consumers.into();
        let relay = self.clone();
        tokio::spawn(async move {
            while !relay.ended.load(Ordering::SeqCst) {
                relay.pass().await;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
    }

    pub fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        *self.consumers.lock().expect("consumers") = Arc::default();
    }

    fn consumers(&self) -> Arc<[Arc<dyn Consumer>]> {
        self.consumers.lock().expect("consumers").clone()
    }

    /// Until nothing is left; whether something was handed out since the last time,
    /// here or beside: what that caused can wait in another outbox.
    pub async fn settle(&self) -> bool {
        while self.pass().await {}
        let handed = self.handed.load(Ordering::SeqCst);
        self.settled.swap(handed, Ordering::SeqCst) != handed
    }

    /// Hands out what waits; whether anything did.
    async fn pass(&self) -> bool {
        let consumers = self.consumers();
        if consumers.is_empty() {
            return false;
        }
        let _turn = self.turn.lock().await;
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut pages = self.client.scan().table_name(&self.outbox).into_paginator().items().send();
        while let Some(item) = pages.next().await {
            // Busy for the moment.
            let Ok(item) = item else { return true };
            waiting.push(Waiting::read(&item).expect("an outbox entry"));
        }
        let handled = stream::iter(waiting).map(|waiting| self.hand_out(waiting, &consumers)).buffer_unordered(AT_ONCE);
        handled.fold(false, async |any, one| any | one).await
    }

    async fn hand_out(&self, waiting: Waiting, consumers: &[Arc<dyn Consumer>]) -> bool {
        let (mut worked, mut done) = (false, true);
        for event in &waiting.events {
            for consumer in consumers.iter().filter(|consumer| consumer.wants(&event.kind)) {
                let known = self.progress.lock().expect("progress").get(&(event.id, consumer.name())).cloned();
                let failures = match known {
                    Some(Progress::Done) => continue,
                    Some(Progress::PutOff { due, .. }) if due > self.clock.now() => {
                        done = false;
                        continue;
                    }
                    Some(Progress::PutOff { failures, .. }) => failures,
                    None => Failures::default(),
                };
                worked = true;
                self.handed.fetch_add(1, Ordering::SeqCst);
                let progress = self.try_one(event, consumer, failures).await;
                done &= matches!(progress, Progress::Done);
                self.progress.lock().expect("progress").insert((event.id, consumer.name()), progress);
            }
        }
        if done {
            // What is not deleted now is found again, with nothing left to do.
            let gone = self.client.delete_item().table_name(&self.outbox);
            let _ = gone.set_key(Some(waiting.key())).send().await;
        }
        worked
    }

    async fn try_one(&self, event: &Event, consumer: &Arc<dyn Consumer>, failures: Failures) -> Progress {
        let Err(error) = consumer.resume(event, &failures.done).await else { return Progress::Done };
        let now = self.clock.now();
        match failures.judge(&error, event.id, now, FIRST_PAUSE) {
            Fate::Again { failures, pause } => Progress::PutOff { failures, due: now + pause },
            Fate::GivenUp { attempts, reason } => {
                self.bury(event, consumer.name(), attempts, reason);
                Progress::Done
            }
        }
    }

    fn bury(&self, event: &Event, consumer: &str, attempts: u32, error: String) {
        let letter =
            DeadLetter { event: event.clone(), consumer: consumer.to_owned(), attempts, error, at: Timestamp::now() };
        let mut letters = self.letters.lock().expect("letters");
        letters.retain(|other| other.event.id != event.id || other.consumer != consumer);
        letters.push(letter);
    }
}

#[async_trait]
impl Relay for TestRelay {
    async fn dead_letters(&self, from: Option<&Position>, limit: usize) -> Read<Slice<DeadLetter>> {
        let mut slice = self.control.dead_letters(from, limit).await?;
        slice.items.extend(self.letters.lock().expect("letters").iter().cloned());
        Ok(slice)
    }

    async fn redrive(&self, event: EventId, consumer: &str) -> Read<bool> {
        let letter = self
            .letters
            .lock()
            .expect("letters")
            .iter()
            .find(|l| l.event.id == event && l.consumer == consumer)
            .cloned();
        let Some(letter) = letter else { return self.control.redrive(event, consumer).await };
        self.letters.lock().expect("letters").retain(|l| l.event.id != event || l.consumer != consumer);
        let consumers = self.consumers();
        let known = consumers.iter().find(|each| each.name() == consumer).expect("a consumer");
        let progress = self.try_one(&letter.event, known, Failures::redriven(letter.attempts)).await;
        self.progress.lock().expect("progress").insert((event, known.name()), progress);
        Ok(true)
    }

    async fn redrive_all(&self, consumer: &str, limit: usize) -> Read<Redriven> {
        let mine: Vec<EventId> = self
            .letters
            .lock()
            .expect("letters")
            .iter()
            .filter(|letter| letter.consumer == consumer)
            .map(|letter| letter.event.id)
            .collect();
        let mut redriven = self.control.redrive_all(consumer, limit).await?;
        for event in mine {
            redriven.count += u64::from(self.redrive(event, consumer).await?);
        }
        Ok(redriven)
    }
}
