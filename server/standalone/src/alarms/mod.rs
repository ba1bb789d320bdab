//! Calls the operators when something is wrong, and again when it is over.
//! Rules are held against the process's own metrics and stores, so no other
//! program is needed for it.

mod phase;
pub mod rules;
mod totals;
mod values;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Result;
use jiff::Timestamp;
use tenantry_api::{Acknowledgement, Alarm, AlarmState, Alarms};
use tenantry_core::{
    domain::ids::UserId,
    ports::mail::{Mail, Mailer},
};

use self::{
    phase::{Change, Phase},
    rules::Rule,
    totals::Totals,
    values::Values,
};
use crate::{config::Serve, installation::Installation, metrics::Metrics};

struct Watched {
    rule: Rule,
    phase: Phase,
    value: Option<f64>,
    acknowledged: Option<Acknowledgement>,
}

/// The state of all alarms, for the watch and for the API.
pub struct Board(Mutex<Vec<Watched>>);

/// The inputs of the alarms' evaluation.
pub struct Watch {
    board: Arc<Board>,
    metrics: Metrics,
    mailer: Arc<dyn Mailer>,
    /// Whom to mail; empty for all operators.
    mail_to: Vec<String>,
    every: Duration,
    values: Values,
    longest: Duration,
    /// Calls that could not be mailed yet.
    unsent: Vec<Mail>,
}

impl Board {
    pub fn new(rules: Vec<Rule>, now: Timestamp) -> Arc<Self> {
        let watch = |rule| Watched { rule, phase: Phase::Quiet { since: now }, value: None, acknowledged: None };
        Arc::new(Self(Mutex::new(rules.into_iter().map(watch).collect())))
    }

    fn all(&self) -> MutexGuard<'_, Vec<Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rules(&self) -> Vec<Rule> {
        self.all().iter().map(|watched| watched.rule.clone()).collect()
    }

    /// What became of the alarm, with its text, if that is worth a call.
    fn update(&self, rule: &Rule, value: Option<f64>, now: Timestamp) -> Option<Change> {
        let mut all = self.all();
        let watched = all.iter_mut().find(|watched| watched.rule.name == rule.name)?;
        let (phase, change) = watched.phase.step(rule, value, now);
        if change.is_some() {
            watched.acknowledged = None;
        }
        (watched.phase, watched.value) = (phase, value);
        let firing = f64::from(u8::from(phase.is_firing()));
        metrics::gauge!("tenantry_alarm_firing", "name" => rule.name.clone()).set(firing);
        change
    }
}

impl Alarms for Board {
    fn alarms(&self) -> Vec<Alarm> {
        self.all().iter().map(view).collect()
    }

    fn acknowledge(&self, name: &str, by: UserId, at: Timestamp) -> Option<Alarm> {
        let mut all = self.all();
        let watched = all.iter_mut().find(|watched| watched.rule.name == name)?;
        if watched.phase.is_firing() && watched.acknowledged.is_none() {
            watched.acknowledged = Some(Acknowledgement { by, at });
            tracing::info!(alarm = name, user_id = %by, "alarm {name} was acknowledged");
        }
        Some(view(watched))
    }
}

fn view(watched: &Watched) -> Alarm {
    let state = match watched.phase {
        Phase::Quiet { .. } => AlarmState::Ok,
        Phase::Pending { .. } => AlarmState::Pending,
        Phase::Firing { .. } => AlarmState::Firing,
    };
    Alarm {
        name: watched.rule.name.clone(),
        condition: watched.rule.condition(),
        state,
        since: watched.phase.since(),
        value: watched.value,
        acknowledged: watched.acknowledged,
    }
}

impl Watch {
    pub fn new(
        board: Arc<Board>,
        config: &Serve,
        installation: &Installation,
        metrics: Metrics,
        mailer: Arc<dyn Mailer>,
    ) -> Self {
        let longest = board.rules().iter().map(|rule| rule.window).max().unwrap_or_default();
        let data = config.data.data.clone();
        Self {
            board,
            metrics,
            mailer,
            mail_to: config.alarms.alarms_mail.iter().map(ToString::to_string).collect(),
            every: config.alarms.alarms_every.0,
            values: Values::new(installation.backend.clone(), installation.worker.clone(), data),
            longest,
            unsent: Vec::new(),
        }
    }

    pub async fn run(mut self) {
        loop {
            self.look().await;
            tokio::time::sleep(self.every).await;
        }
    }

    async fn look(&mut self) {
        let metrics = self.metrics.clone();
        // With many tenants the text is long, so it is made beside the requests.
        let totals = tokio::task::spawn_blocking(move || Totals::read(&metrics.render())).await.unwrap_or_default();
        let now = Timestamp::now();
        self.values.sample(now, totals, self.longest);
        for rule in self.board.rules() {
            let value = self.values.of(&rule, now).await.unwrap_or_else(|error| {
                tracing::warn!(alarm = rule.name, error = format!("{error:#}"), "{} can't be judged", rule.name);
                None
            });
            if let Some(change) = self.board.update(&rule, value, now)
                && let Err(error) = self.call(&rule, change, value).await
            {
                tracing::error!(
                    alarm = rule.name,
                    error = format!("{error:#}"),
                    "no recipient could be notified of {}",
                    rule.name
                );
            }
        }
        self.send().await;
    }

    async fn call(&mut self, rule: &Rule, change: Change, value: Option<f64>) -> Result<()> {
        let (name, condition) = (&rule.name, rule.condition());
        let value = value.map_or_else(|| "not known".to_owned(), |value| format!("{value:.3}"));
        let what = match change {
            Change::Fired => {
                tracing::warn!(alarm = name, condition, value, "alarm {name} fires: {condition}, it is {value}");
                "fires"
            }
            Change::Resolved => {
                tracing::info!(alarm = name, condition, value, "alarm {name} is over: it is {value}");
                "is over"
            }
        };
        let operators =
            if self.mail_to.is_empty() { self.values.backend.control.operators().await? } else { Vec::new() };
        let addresses = self.mail_to.iter().cloned().chain(operators.into_iter().map(|operator| operator.email));
        self.unsent.extend(addresses.map(|to| Mail {
            id: uuid::Uuid::now_v7().to_string(),
            tenant: None,
            to,
            from_name: None,
            reply_to: None,
            subject: format!("Tenantry: {name} {what}"),
            text: format!(
                "The alarm {name} {what}.\n\nRule: {condition}\nValue: {value}\n\nAll alarms stand at GET \
                 /v1/operator/alarms, where one that fires can be acknowledged.\n"
            ),
        }));
        Ok(())
    }

    /// What can't be sent now is sent at a later turn, under the same id.
    async fn send(&mut self) {
        let mut left = Vec::new();
        for mail in std::mem::take(&mut self.unsent) {
            if let Err(error) = self.mailer.send(mail.clone()).await {
                tracing::warn!(mail = mail.id, %error, "an alarm could not be mailed yet");
                left.push(mail);
            }
        }
        // An outage that lasts must not fill the memory with old calls.
        let old = left.len().saturating_sub(1_000);
        self.unsent = left.split_off(old);
    }
}
