//! Templates are written in YAML with CloudFormation's short tags, and read
//! here as the JSON that they mean, so that all else sees one form.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

pub fn read(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    parse(&text).with_context(|| format!("{} is no template", file.display()))
}

pub fn parse(text: &str) -> Result<Value> {
    plain(serde_yaml_ng::from_str(text)?)
}

fn plain(yaml: Yaml) -> Result<Value> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => value.into(),
        Yaml::Number(value) => serde_json::to_value(value)?,
        Yaml::String(value) => value.into(),
        Yaml::Sequence(items) => items.into_iter().map(plain).collect::<Result<Vec<_>>>()?.into(),
        Yaml::Mapping(fields) => {
            let mut object = Map::new();
            for (key, value) in fields {
                let Yaml::String(key) = key else { bail!("a key is no text: {key:?}") };
                object.insert(key, plain(value)?);
            }
            object.into()
        }
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            intrinsic(name.trim_start_matches('!'), plain(tagged.value)?)
        }
    })
}

fn intrinsic(name: &str, value: Value) -> Value {
    match (name, value) {
        ("Ref" | "Condition", value) => json!({ name: value }),
        ("GetAtt", Value::String(path)) => match path.split_once('.') {
            Some((resource, attribute)) => json!({ "Fn::GetAtt": [resource, attribute] }),
            None => json!({ "Fn::GetAtt": path }),
        },
        (_, value) => json!({ format!("Fn::{name}"): value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tags_mean_what_the_long_forms_say() {
        let read =
            parse("{a: !Ref B, c: !GetAtt D.Outputs.E, f: !Sub 'x${B}', g: !If [H, !Ref AWS::NoValue, '1']}").unwrap();
        assert_eq!(
            read,
            json!({
                "a": {"Ref": "B"},
                "c": {"Fn::GetAtt": ["D", "Outputs.E"]},
                "f": {"Fn::Sub": "x${B}"},
                "g": {"Fn::If": ["H", {"Ref": "AWS::NoValue"}, "1"]},
            })
        );
    }
}
