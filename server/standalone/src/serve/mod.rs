//! `tenantry serve`: settings -> stores -> router -> TCP, and the same way back
//! when it is asked to stop.

mod adapters;
mod backups;
mod bind;
mod connections;
mod descriptors;
mod mail;
mod operations;
mod signal;
mod system;
mod tls;
mod usage;
mod web_app;
mod webhooks;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tenantry_api::{ApiConfig, Kinds};
use tenantry_core::{Webhooks, events, ports::mail::Mailer};
use tenantry_embedded::{Config, DueEndpoints, Pump};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use self::{
    adapters::{BackendReadiness, LocalMailbox},
    backups::Schedule,
    bind::bind,
    connections::{Bounds, Connections},
    mail::SmtpMailer,
    signal::Signals,
    system::Own,
    tls::Certificates,
    usage::UsageKeeper,
};
use crate::{
    alarms::{self, Board, Watch},
    config::{MetricsListen, Serve},
    demo::{self, Marker, PresentMailer, SignIn},
    installation::Installation,
    logging::Logging,
    metrics::Metrics,
    welcome::{self, Welcome},
};

/// The time that the demo's events may delay the first start.
const SETTLE: Duration = Duration::from_secs(60);
/// The time that the pump may take to finish at shutdown.
const DRAIN: Duration = Duration::from_secs(10);

pub async fn run(config: Serve, logging: &Logging, kinds: Kinds) -> Result<()> {
    config.check()?;
    let descriptors = descriptors::raise();
    let mut signals = Signals::listen()?;
    signal::reopen_at_hangup(logging.reopen.clone())?;
    let metrics = Metrics::install()?;
    let certificates = certificates(&config)?;
    let smtp = SmtpMailer::of(&config.mail)?;
    let board = Board::new(alarms::rules::read(config.alarms.alarms.as_deref())?, jiff::Timestamp::now());
    let listeners = Listeners::open(&config).await?;
    let due = Arc::new(DueEndpoints::default());
    let installation = open(&config, listeners.api_at, kinds, due.clone())?;
    // Judged while the directory is locked, so that nobody adds them in between.
    refuse_demo_in_public(&config)?;
    refuse_to_mail_the_demo(&config)?;
    let demo = tokio::select! {
        demo = load_demo(&config, &installation) => demo?,
        stopped = signals.wait() => {
            stopped?;
            bail!("stopped while the demo data was loaded");
        }
    };
    let mailer = mailer(&installation, smtp, demo.marker.as_ref());
    let pump = start_pump(&installation, mailer.clone());
    if !demo.sign_ins.is_empty() && tokio::time::timeout(SETTLE, pump.settle()).await.is_err() {
        tracing::warn!("the demo's figures are still being added up");
    }
    let webhooks = webhooks::start(&config.webhooks, &installation, due)?;
    let usage = UsageKeeper::start(installation.worker.clone());
    let operations = tokio::spawn(operations::run(installation.worker.clone(), installation.backend.tenant_mover()));
    let stopping = Arc::new(AtomicBool::new(false));
    let (stop, stopped) = watch::channel(false);
    let api = serve_api(&config, &installation, certificates, board.clone(), listeners.api, stopping.clone(), stopped)?;
    let private = listeners.metrics.map(|listener| serve_metrics(&metrics, listener));
    let watch = tokio::spawn(Watch::new(board, &config, &installation, metrics.clone(), mailer).run());
    let upkeep = tokio::spawn(metrics.upkeep(logging.lost.clone()));
    let backups = Schedule::of(&config.backups, &config.data.data, installation.worker.clone())
        .map(|schedule| tokio::spawn(schedule.run()));
    tracing::info!(
        address = %listeners.api_at,
        data = %config.data.data.display(),
        descriptors,
        "listening on {}",
        listeners.api_at
    );
    Welcome {
        api: welcome::base(listeners.api_at, config.tls.is_on()),
        web_app: web_app::embedded().is_some(),
        metrics: listeners.metrics_at,
        mailbox: config.mailbox(),
        data: &config.data.data,
        sign_ins: &demo.sign_ins,
        demo: demo.marker.as_ref(),
        demo_left_out: config.demo.demo && demo.marker.is_none(),
        always: config.demo.print_welcome,
    }
    .print()?;

    signals.wait().await?;
    tracing::info!("stopping: requests under way are finished, a second signal ends them");
    stopping.store(true, Ordering::Relaxed);
    stop.send_replace(true);
    // They work on the stores, which can only be closed after them.
    for worker in [watch, operations] {
        worker.abort();
        let _ = worker.await;
    }
    webhooks.stop().await;
    let shutdown = shut_down(api, pump, usage, installation);
    tokio::select! {
        () = shutdown => {}
        again = signals.wait() => {
            again?;
            bail!("stopped before everything was finished; nothing that was acknowledged is lost");
        }
    }
    upkeep.abort();
    backups.inspect(|backups| backups.abort());
    private.inspect(|private| private.abort());
    tracing::info!("stopped");
    Ok(())
}

/// Their passwords stood on a terminal, so they are for this machine only.
fn refuse_demo_in_public(config: &Serve) -> Result<()> {
    let data = config.data.data.display();
    if !config.is_loopback() && Marker::read(&config.data.data)?.is_some() {
        bail!(
            "{data} holds demo sign-ins, whose passwords were printed on a terminal, and --listen {} can be reached \
             from outside. Lock them out with `{} demo remove --data {data}`, or use another --data directory.",
            config.listen.listen,
            welcome::program()
        );
    }
    Ok(())
}

/// Nobody reads what the demo's people are mailed, and their addresses are made up.
fn refuse_to_mail_the_demo(config: &Serve) -> Result<()> {
    if config.mail.smtp_url.is_some() && Marker::read(&config.data.data)?.is_some() {
        bail!(
            "{} holds demo data, whose people do not exist, so it can't be used with --smtp-url",
            config.data.data.display()
        );
    }
    Ok(())
}

fn certificates(config: &Serve) -> Result<Option<Arc<Certificates>>> {
    config.tls.files().map(|(cert, key)| Certificates::load(cert.clone(), key.clone())).transpose()
}

struct Listeners {
    api: TcpListener,
    api_at: SocketAddr,
    metrics: Option<TcpListener>,
    metrics_at: Option<SocketAddr>,
}

impl Listeners {
    async fn open(config: &Serve) -> Result<Self> {
        let listen = &config.listen;
        let api = bind(listen.listen, "--listen", listen.next_free_port).await?;
        let metrics = match listen.metrics_listen {
            MetricsListen::Off => None,
            MetricsListen::At(at) => Some(bind(at, "--metrics-listen", listen.next_free_port).await?),
        };
        let at = |listener: &TcpListener| listener.local_addr().context("the listener has no address");
        let (api_at, metrics_at) = (at(&api)?, metrics.as_ref().map(at).transpose()?);
        Ok(Self { api, api_at, metrics, metrics_at })
    }
}

fn open(config: &Serve, listen: SocketAddr, kinds: Kinds, due: Arc<DueEndpoints>) -> Result<Installation> {
    let public_url =
        config.web.public_url.as_ref().map_or_else(|| welcome::base(listen, config.tls.is_on()), ToString::to_string);
    let mut backend = Config::new(config.data.data.clone());
    // A port that changes must not sign everybody out: only an address that was chosen names the issuer.
    if config.web.public_url.is_some() {
        backend.issuer = public_url.clone();
    }
    backend.access_token_s = config.limits.access_token_lifetime;
    let declared = kinds.declared();
    let installation = Installation::open(backend, &public_url, |settings| {
        settings.kinds = declared;
        settings.webhooks = Some(Webhooks { reach: config.webhooks.reach(), schedule: due });
        settings.self_service_tiers = config.signup.self_service_tier.clone();
        settings.operators_need_mfa = config.signup.operators_need_mfa;
        // A request that waits for others answers before its time is over.
        settings.change_budget = settings.change_budget.min(config.limits.request_timeout() / 2);
    })?;
    Ok(Installation { kinds, ..installation })
}

struct DemoState {
    marker: Option<Marker>,
    /// Not empty only when they were made just now.
    sign_ins: Vec<SignIn>,
}

async fn load_demo(config: &Serve, installation: &Installation) -> Result<DemoState> {
    let data = &config.data.data;
    let marker = Marker::read(data)?;
    if marker.as_ref().is_some_and(|marker| !marker.complete) {
        bail!(
            "the demo data in {0} was cut short while it was loaded. Remove the directory and start again, or keep \
             what is there with `{1} demo remove --data {0}`.",
            data.display(),
            welcome::program()
        );
    }
    if !config.demo.demo || marker.is_some() || !installation.backend.is_empty() {
        return Ok(DemoState { marker, sign_ins: Vec::new() });
    }
    let now = installation.app.now();
    let started = std::time::Instant::now();
    let sign_ins = demo::load(&installation.backend, &installation.settings, data, now).await?;
    let duration_ms = started.elapsed().as_millis() as u64;
    tracing::info!(duration_ms, "demo data was loaded in {duration_ms} ms");
    Ok(DemoState { marker: Marker::read(data)?, sign_ins })
}

fn mailer(installation: &Installation, smtp: Option<Arc<SmtpMailer>>, demo: Option<&Marker>) -> Arc<dyn Mailer> {
    match (smtp, demo) {
        (Some(smtp), _) => smtp,
        (None, Some(marker)) => Arc::new(PresentMailer::new(installation.backend.mailbox.clone(), marker.loaded_at)),
        (None, None) => installation.backend.mailbox.clone(),
    }
}

fn start_pump(installation: &Installation, mailer: Arc<dyn Mailer>) -> Pump {
    installation.backend.start_pump(events::all(&installation.worker, mailer))
}

/// The task's result says whether all requests were finished in time.
fn serve_api(
    config: &Serve,
    installation: &Installation,
    certificates: Option<Arc<Certificates>>,
    board: Arc<Board>,
    listener: TcpListener,
    stopping: Arc<AtomicBool>,
    stopped: watch::Receiver<bool>,
) -> Result<JoinHandle<bool>> {
    let api = ApiConfig {
        cors_origins: config.web.cors_origin.iter().map(ToString::to_string).collect(),
        secure_cookies: config.secure_cookies(),
        request_timeout: config.limits.request_timeout(),
        mailbox: config.mailbox().then(|| Arc::new(LocalMailbox(installation.backend.mailbox.clone())) as _),
        web_app: web_app::embedded(),
        alarms: Some(board.clone()),
        system: Some(Arc::new(Own {
            backend: installation.backend.clone(),
            data: config.data.data.clone(),
            board,
            started_at: jiff::Timestamp::now(),
            smtp: config.mail.smtp_url.is_some(),
        })),
        trust_forwarded_for: config.web.trust_forwarded_for,
        kinds: installation.kinds.clone(),
        ..ApiConfig::default()
    };
    let ready = BackendReadiness { backend: installation.backend.clone(), stopping };
    let router = tenantry_api::router(installation.app.clone(), api, Arc::new(ready));
    let connections = Connections {
        bounds: bounds(config),
        drain_timeout: config.limits.request_timeout() + Duration::from_secs(1),
        tls: certificates.as_ref().map(Certificates::acceptor).transpose()?,
    };
    if let Some(certificates) = certificates {
        tokio::spawn(certificates.follow());
    }
    let make = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(tokio::spawn(async move { connections.serve(listener, make, stopped).await }))
}

fn bounds(config: &Serve) -> Bounds {
    let listen = &config.listen;
    Bounds {
        connections: listen.max_connections,
        // Behind a proxy of ours every connection is the proxy's.
        per_address: (!config.web.trust_forwarded_for).then_some(listen.max_connections_per_address),
        headers: Duration::from_secs(listen.header_timeout),
        idle: Duration::from_secs(listen.idle_timeout),
        write: Duration::from_secs(listen.write_timeout),
        streams: listen.max_streams,
    }
}

fn serve_metrics(metrics: &Metrics, listener: TcpListener) -> JoinHandle<()> {
    let router = metrics.router();
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the private listener has ended");
        }
    })
}

async fn shut_down(api: JoinHandle<bool>, pump: Pump, usage: UsageKeeper, installation: Installation) {
    match api.await {
        Ok(true) => {}
        Ok(false) => tracing::warn!("some requests were not finished in time"),
        Err(error) => tracing::error!(%error, "the server has ended badly"),
    }
    if tokio::time::timeout(DRAIN, pump.stop()).await.is_err() {
        tracing::warn!("some events are left to be worked off at the next start");
    }
    usage.stop().await;
    installation.close().await;
}
