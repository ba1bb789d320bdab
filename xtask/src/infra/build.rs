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
            let document = read_json(&document)?;
            if let Some(settings) = properties["MethodSettings"].as_array_mut() {
                let open = gateway::settings_of_open_methods(&document, settings.first().unwrap_or(&Value::Null));
                settings.extend(open);
            }
            properties["DefinitionBody"] = gateway::document(&document)?;
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

/// Returns the path of a template's file in a folder.
pub fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// Returns the files of the templates that are built there, relative to the folder.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for part in ["", "stacks/"] {
        for entry in fs::read_dir(folder.join(part)).context("no templates are built")? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".json") {
                found.push(format!("{part}{name}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Returns the names of all functions, without the prefix.
pub fn services() -> Result<Vec<String>> {
    let names = read_json(&shell::root().join("infra/names.json"))?;
    let all = names["services"].as_array().context("infra/names.json has no services")?;
    Ok(all.iter().filter_map(|one| one.as_str()).map(str::to_owned).collect())
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
