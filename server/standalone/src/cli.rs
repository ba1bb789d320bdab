//! The command line: one verb for each task of an operator of an
//! installation does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    backup::{Backup, Restore},
    config::{Data, Log, Serve},
    doctor::Doctor,
    export::Export,
    retail::LoadRetail,
};

#[derive(Parser)]
#[command(name = "tenantry", version, about = "Tenantry: multi-tenant commerce in one process", long_about = None)]
pub struct Cli {
    /// Read settings from this TOML file; flags and environment variables override it.
    #[arg(long, env = "TENANTRY_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the API. Every flag can also be set by its environment variable.
    Serve(Box<Serve>),
    /// Look after the demo data.
    #[command(subcommand)]
    Demo(Demo),
    /// Look after the people who run the installation.
    #[command(subcommand)]
    Operator(Operator),
    /// Look after the keys that sign access tokens.
    #[command(subcommand)]
    Keys(Keys),
    /// Look after the clock, with which what can't be undone is not trusted once it jumped.
    #[command(subcommand)]
    Clock(Clock),
    /// Copy a data directory while it is in use, and check the copy.
    Backup(Backup),
    /// Make a data directory out of a backup.
    Restore(Restore),
    /// Write all of a tenant's data to a file, also while it is in use.
    Export(Export),
    /// Look for what is wrong with a data directory; it may be in use.
    Doctor(Doctor),
    /// Print the OpenAPI document of the API.
    Openapi {
        /// The version of OpenAPI to say it in.
        #[arg(long, value_enum, default_value_t)]
        spec: Spec,
    },
    /// Print what makes a shell complete the commands and flags.
    Completions { shell: clap_complete::Shell },
    /// Load an Online Retail CSV into a tenant, through the public API.
    LoadRetail(LoadRetail),
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Spec {
    #[default]
    #[value(name = "3.1")]
    V3_1,
    /// For tools that read nothing newer.
    #[value(name = "3.0")]
    V3_0,
}

#[derive(Subcommand)]
pub enum Demo {
    /// Give all demo people new random passwords and print them.
    Reset(Offline),
    /// Lock all demo people out for good, so that the installation may be reached from outside.
    Remove(Offline),
    /// Fill a new data directory with one big company: a year of trade, the same for the same seed. It takes minutes.
    Big(BigDemo),
}

/// The size of the big company.
#[derive(Args)]
pub struct BigDemo {
    /// Orders that were placed in the year.
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    pub orders: usize,
    /// Products that were sold; by default one for each 22 orders, at most 20,000.
    #[arg(long, value_name = "N")]
    pub products: Option<usize>,
    /// The number that all chance comes from.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    #[command(flatten)]
    pub offline: Offline,
}

#[derive(Subcommand)]
pub enum Operator {
    /// Make an operator account; its random password is printed once.
    Create(NewOperator),
}

#[derive(Subcommand)]
pub enum Keys {
    /// Publish the next key now; it signs once every token of today has expired. By itself this happens every 90 days.
    Rotate(RotateKeys),
}

#[derive(Subcommand)]
pub enum Clock {
    /// Say whether the clock is trusted. For a server that is stopped; else ask GET /v1/operator/clock.
    Show(Offline),
    /// Say that the clock is right, as after the machine slept for a week: what waited goes on at the next start.
    Accept(Offline),
}

#[derive(Args)]
pub struct RotateKeys {
    /// Seconds that an access token lives, as the server has it.
    #[arg(long, env = "TENANTRY_ACCESS_TOKEN_LIFETIME", default_value_t = 3600, value_name = "SECONDS")]
    pub access_token_lifetime: u64,
    #[command(flatten)]
    pub offline: Offline,
}

/// A data directory that no server uses at the moment.
#[derive(Args)]
pub struct Offline {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub log: Log,
}

#[derive(Args)]
pub struct NewOperator {
    /// The address to sign in with.
    #[arg(long)]
    pub email: String,
    /// The operator's name.
    #[arg(long)]
    pub name: String,
    /// Read the password from standard input (its first line) instead of making one up.
    #[arg(long)]
    pub password_stdin: bool,
    #[command(flatten)]
    pub offline: Offline,
}

impl Offline {
    pub fn path(&self) -> &PathBuf {
        &self.data.data
    }
}
