//! Templates as they are checked, packaged and deployed: plain JSON under
//! `target/infra`, with our document in the place of its include.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{gateway, yaml};
use crate::shell;

/// By name, as `stacks/api`.
pub type Templates = BTreeMap<String, Value>;

pub fn output() -> PathBuf {
    shell::target().join("infra")
}

pub fn templates() -> Result<Templates> {
    let sources = shell::root().join("infra");
    let mut all = Templates::new();
    for folder in ["", "stacks"] {
        for entry in fs::read_dir(sources.join(folder)).with_context(|| format!("infra/{folder} can't be listed"))? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "yaml") {
                let name = Path::new(folder).join(file.file_stem().unwrap_or_default());
                all.insert(name.to_string_lossy().into_owned(), built(&file)?);
            }
        }
    }
    Ok(all)
}

fn built(file: &Path) -> Result<Value> {
    let mut template = yaml::read(file)?;
    for resource in template["Resources"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        let Some(properties) = resource.get_mut("Properties") else { continue };
        if let Some(document) = properties.pointer("/DefinitionBody/Fn::Transform/Parameters/Location") {
            let document = file.with_file_name(document.as_str().unwrap_or_default());
            properties["DefinitionBody"] = gateway::document(&read_json(&document)?)?;
        }
        if let Some(Value::String(nested)) = properties.get_mut("TemplateURL") {
            *nested = nested.replace(".yaml", ".json");
        }
    }
    Ok(template)
}

pub fn read_json(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))
}

/// Where a template of this name is below a folder.
pub fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// Writes them all below a folder.
pub fn write(templates: &Templates, folder: &Path) -> Result<()> {
    for (name, template) in templates {
        let file = file(folder, name);
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(&file, serde_json::to_string_pretty(template)?)
            .with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(())
}

pub fn run() -> Result<Templates> {
    let templates = templates()?;
    // Nothing of an earlier build is to be judged or deployed.
    if output().exists() {
        fs::remove_dir_all(output())?;
    }
    write(&templates, &output())?;
    println!("{} templates in {}", templates.len(), output().display());
    Ok(templates)
}
