//! What developers of clients do with the API's document: lint it, generate
//! clients in TypeScript and Python, compile them, and use two of them against
//! a server, as a person and as an integration with a key and webhooks. `clients` has the pinned tools and what is done with the clients.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    openapi::committed,
    server::{Data, Server, binary},
    shell::{answers, command, root, run as shell_run, target},
    tools::{Environment, Missing, tools},
    webhooks,
};

const PYTHON: Environment = Environment {
    name: "clients-python",
    packages: &["openapi-python-client==0.29.1", "mypy==2.4.1", webhooks::VERIFIER],
};
/// What the clients are made and compiled with, and what is done with them.
const SOURCES: [&str; 13] = [
    "redocly.yaml",
    ".spectral.yaml",
    "python.yaml",
    "mypy.ini",
    "tsconfig.json",
    "session.ts",
    "session.py",
    "integration.ts",
    "integration.py",
    "admin.ts",
    "admin.py",
    "webhooks.ts",
    "webhooks.py",
];
/// What two of the clients are used for.
const PROGRAMS: [&str; 2] = ["session", "integration"];
/// Tools that would report their use, or look for a newer version of themselves.
const QUIET: [(&str, &str); 4] = [
    ("REDOCLY_TELEMETRY", "off"),
    ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
    ("SCARF_ANALYTICS", "false"),
    ("DO_NOT_TRACK", "1"),
];

/// A folder with everything in it that is made, and the tools to make it.
struct Workshop {
    folder: PathBuf,
    python: PathBuf,
}

pub fn run() -> Result<()> {
    let workshop = Workshop::open()?;
    workshop.lint()?;
    workshop.generate()?;
    workshop.compile()?;
    workshop.use_against_a_server()
}

pub fn install_tools() -> Result<()> {
    PYTHON.bin()?;
    node_modules().map(drop)
}

/// Installs the packages of `clients/package-lock.json` once and returns their folder.
pub fn node_modules() -> Result<PathBuf> {
    if !answers(command("npm", &["--version"])) {
        anyhow::bail!(Missing("npm is missing; install Node.js 20.19 or newer"));
    }
    let (sources, folder) = (root().join("clients"), tools().join("clients"));
    let lock = fs::read_to_string(sources.join("package-lock.json")).context("clients has no lock file")?;
    let stamp = folder.join("installed");
    if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        fs::create_dir_all(&folder)?;
        for file in ["package.json", "package-lock.json", ".npmrc"] {
            fs::copy(sources.join(file), folder.join(file)).with_context(|| format!("clients/{file}"))?;
        }
        // No script of a package runs.
        let mut install = command("npm", &["ci", "--ignore-scripts", "--silent"]);
        install.current_dir(&folder);
        shell_run(install).context(Missing("the generators can't be installed; they need npm's registry once"))?;
        fs::write(stamp, lock)?;
    }
    Ok(folder.join("node_modules"))
}

impl Workshop {
    fn open() -> Result<Self> {
        let (modules, python, folder) = (node_modules()?, PYTHON.bin()?, target().join("clients"));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        for file in SOURCES {
            fs::copy(root().join("clients").join(file), folder.join(file))
                .with_context(|| format!("clients/{file}"))?;
        }
        link(&modules, &folder.join("node_modules"))?;
        Ok(Self { folder, python })
    }

    /// Makes a command for a tool of npm.
    fn node(&self, tool: &str, args: &[&str]) -> Command {
        self.tool(self.folder.join("node_modules/.bin").join(tool), args)
    }

    fn tool(&self, program: impl AsRef<Path>, args: &[&str]) -> Command {
        let mut tool = command(program.as_ref(), args);
        tool.current_dir(&self.folder).envs(QUIET);
        tool
    }

    /// By the recommended rules; a warning fails, too.
    fn lint(&self) -> Result<()> {
        for file in ["openapi.json", "openapi-3.0.json"] {
            let document = committed(file);
            let mut redocly = self.node("redocly", &["lint", "--format=stylish"]);
            redocly.arg(&document);
            shell_run(redocly)?;
            let mut spectral = self.node("spectral", &["lint", "--fail-severity=warn"]);
            spectral.arg(document);
            shell_run(spectral)?;
        }
        Ok(())
    }

    fn generate(&self) -> Result<()> {
        let document = committed("openapi.json");
        let document = document.to_string_lossy();
        shell_run(self.node("openapi-ts", &["-i", &document, "-o", "generated/hey-api"]))?;
        let orval = ["--input", &document, "--output", "generated/orval.ts", "--client", "fetch"];
        shell_run(self.node("orval", &orval))?;
        shell_run(self.node("openapi-typescript", &[&document, "-o", "generated/openapi-typescript.ts"]))?;
        let swagger = ["generate", "-p", &document, "-o", "generated/swagger-typescript-api", "-n", "client.ts"];
        shell_run(self.node("swagger-typescript-api", &swagger))?;
        let mut python = self.tool(self.python.join("openapi-python-client"), &["generate", "--path", &document]);
        python.args(["--config", "python.yaml", "--meta", "none", "--output-path", "generated_python"]);
        // Whatever it would leave out is an error.
        python.arg("--fail-on-warning").env("PATH", self.path()?);
        shell_run(python)
    }

    /// With the programs of the Python environment, which the generator calls by name.
    fn path(&self) -> Result<std::ffi::OsString> {
        let paths = env::var_os("PATH").unwrap_or_default();
        Ok(env::join_paths(std::iter::once(self.python.clone()).chain(env::split_paths(&paths)))?)
    }

    fn compile(&self) -> Result<()> {
        shell_run(self.node("tsc", &["--project", "."]))?;
        shell_run(self.tool(self.python.join("mypy"), &["generated_python", "session.py", "integration.py"]))
    }

    fn use_against_a_server(&self) -> Result<()> {
        // Receivers of webhooks are on this machine.
        let server = Server::start(&binary()?, Data::fresh("clients")?, &["--demo", "--webhook-reach", "any"])?;
        let (email, password) = server.sign_in_of("admin", "enterprise")?;
        for name in PROGRAMS {
            let node = self.tool("node", &[&format!("built/{name}.js")]);
            let python = self.tool(self.python.join("python"), &[&format!("{name}.py")]);
            for mut program in [node, python] {
                program.env("TENANTRY_URL", &server.url).env("TENANTRY_EMAIL", &email);
                program.env("TENANTRY_PASSWORD", &password).env("PYTHONDONTWRITEBYTECODE", "1");
                shell_run(program)?;
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(from, to).with_context(|| format!("{} can't be linked", to.display()))
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    anyhow::bail!(Missing("the clients are tried on Unix only"))
}
