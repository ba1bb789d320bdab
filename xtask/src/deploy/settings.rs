//! What an installation is deployed with. A setting that is left out keeps its
//! value: CloudFormation takes the old one, so only a new stack needs all.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{
    Deploy, DeploymentTarget, Parameters,
    aws::Account,
    state::{self, Next},
};

/// What is said now, and what the stack was deployed with; nothing of a new one.
pub struct Settings {
    pub said: Parameters,
    before: Option<Parameters>,
}

impl Settings {
    pub fn open(account: &Account, deploy: &Deploy) -> Result<Self> {
        let place = &deploy.place;
        let stack = account.ask(&["cloudformation", "describe-stacks", "--stack-name", &place.root()]);
        Self::settle(said(deploy)?, before(stack)?, place)
    }

    fn settle(mut said: Parameters, before: Option<Parameters>, place: &DeploymentTarget) -> Result<Self> {
        said.insert("Stage".into(), place.stage.clone());
        if before.is_none() {
            // Only here: a deployment after a failover must not take it back.
            said.entry("WriteRegion".into()).or_insert_with(|| place.region.clone());
            if !said.contains_key("MailFrom") {
                bail!("say who sends mail: --set MailFrom=shop@example.com");
            }
        }
        if let Some(domain) = said.get("DomainName").filter(|domain| !domain.is_empty()) {
            let url = format!("https://{domain}");
            said.entry("PublicUrl".into()).or_insert(url);
        }
        Ok(Self { said, before })
    }

    /// Whether there is no installation yet.
    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// All of them as they will be: what the stack was deployed with, under what is said now.
    pub fn with(&self, said: &Parameters) -> Parameters {
        let mut all = self.before.clone().unwrap_or_default();
        all.extend(said.clone());
        all
    }

    /// All parameters of the stack as they will be: those that nobody has said have the template's defaults, as CloudFormation
    /// itself says from the first deployment on.
    pub fn complete(&self, defaults: &Parameters, said: &Parameters) -> Parameters {
        let mut all = defaults.clone();
        all.extend(self.with(said));
        all
    }

    /// As the stack was deployed with it; nothing of a new one.
    pub fn was(&self, name: &str) -> Option<&str> {
        self.before.as_ref()?.get(name).map(String::as_str)
    }

    /// As it will be, whether it is said now or was before.
    pub fn get(&self, name: &str) -> Option<&str> {
        let known = self.said.get(name).or_else(|| self.before.as_ref()?.get(name));
        known.map(String::as_str)
    }
}

/// What a built template says of each parameter that nobody gives, in CloudFormation's texts.
pub fn defaults(template: &Path) -> Result<Parameters> {
    let text = fs::read_to_string(template).with_context(|| format!("{} can't be read", template.display()))?;
    let template: Value = serde_json::from_str(&text).context("the template is no JSON")?;
    let all = template["Parameters"].as_object().into_iter().flatten();
    Ok(all.filter_map(|(name, parameter)| Some((name.clone(), text_of(parameter.get("Default")?)))).collect())
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn said(deploy: &Deploy) -> Result<Parameters> {
    let mut said: Parameters = match &deploy.parameters {
        None => Parameters::new(),
        Some(file) => {
            let text = fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is no JSON object of texts", file.display()))?
        }
    };
    said.extend(deploy.set.iter().cloned());
    Ok(said)
}

/// A stack under review was never made, and one that was rolled back to nothing is made anew.
fn before(stack: Result<Value>) -> Result<Option<Parameters>> {
    let stack = match stack {
        Ok(all) => all["Stacks"][0].clone(),
        Err(error) if error.to_string().contains("does not exist") => return Ok(None),
        Err(error) => return Err(error),
    };
    if matches!(state::next(stack["StackStatus"].as_str()), Next::Create | Next::DeleteFirst) {
        return Ok(None);
    }
    let all = stack["Parameters"].as_array().into_iter().flatten();
    let pair =
        |one: &Value| Some((one["ParameterKey"].as_str()?.to_owned(), one["ParameterValue"].as_str()?.to_owned()));
    Ok(Some(all.filter_map(pair).collect()))
}

#[cfg(test)]
impl Settings {
    /// For tests of what looks at them.
    pub fn of(said: &[(&str, &str)], before: Option<Parameters>) -> Self {
        Self { said: said.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(), before }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;
    use serde_json::json;

    use super::*;

    fn place() -> DeploymentTarget {
        DeploymentTarget { region: "eu-west-1".into(), stage: "prod".into() }
    }

    fn texts(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_later_deployment_leaves_the_write_region_where_a_failover_put_it() {
        let deployed = json!({"Stacks": [{"StackStatus": "UPDATE_COMPLETE", "Parameters": [
            {"ParameterKey": "WriteRegion", "ParameterValue": "eu-central-1"},
            {"ParameterKey": "Architecture", "ParameterValue": "x86_64"},
        ]}]});
        let settings =
            Settings::settle(texts(&[("LogLevel", "debug")]), before(Ok(deployed)).unwrap(), &place()).unwrap();
        assert_eq!(settings.said, texts(&[("LogLevel", "debug"), ("Stage", "prod")]));
        assert_eq!(settings.get("WriteRegion"), Some("eu-central-1"));
        assert_eq!(settings.get("Architecture"), Some("x86_64"));
    }

    #[test]
    fn a_new_stack_writes_where_it_is() {
        let absent = anyhow!("aws cloudformation describe-stacks: Stack with id tenantry-prod does not exist");
        let in_state = |status: &str| Ok(json!({"Stacks": [{"StackStatus": status}]}));
        for answer in [Err(absent), in_state("REVIEW_IN_PROGRESS"), in_state("ROLLBACK_COMPLETE")] {
            let before = before(answer).unwrap();
            let settings = Settings::settle(texts(&[("MailFrom", "a@b.example")]), before.clone(), &place()).unwrap();
            assert_eq!(settings.get("WriteRegion"), Some("eu-west-1"));
            assert!(Settings::settle(Parameters::new(), before, &place()).is_err(), "nobody sends mail");
        }
    }

    /// An address that was made up once stays, and makes no other release.
    #[test]
    fn what_is_not_said_is_as_before() {
        let before = texts(&[("PublicUrl", "https://a.example"), ("LogLevel", "info")]);
        let settings = Settings::settle(Parameters::new(), Some(before), &place()).unwrap();
        let all = settings.with(&texts(&[("LogLevel", "debug")]));
        assert_eq!(all, texts(&[("PublicUrl", "https://a.example"), ("LogLevel", "debug")]));
        assert!(!settings.is_new());
    }

    /// Else the second deployment would change every function, since a stack that is there says its defaults, too.
    #[test]
    fn a_first_deployment_and_the_same_again_have_the_same_parameters() {
        let file = std::env::temp_dir().join(format!("tenantry-defaults-{}.json", std::process::id()));
        let template = json!({"Parameters": {"LogLevel": {"Default": "info"}, "MailConcurrency": {"Default": 2},
            "TracedShare": {"Default": 0.005}, "MailFrom": {"Type": "String"}}});
        fs::write(&file, template.to_string()).unwrap();
        let defaults = defaults(&file).unwrap();
        fs::remove_file(&file).unwrap();
        assert_eq!(defaults, texts(&[("LogLevel", "info"), ("MailConcurrency", "2"), ("TracedShare", "0.005")]));
        let said = texts(&[("MailFrom", "a@b.example"), ("LogLevel", "debug")]);
        let first = Settings::settle(said.clone(), None, &place()).unwrap();
        let deployed = first.complete(&defaults, &first.said);
        let again = Settings::settle(said, Some(deployed.clone()), &place()).unwrap();
        assert_eq!(again.complete(&defaults, &again.said), deployed);
    }

    #[test]
    fn what_can_t_be_asked_is_no_new_stack() {
        assert!(before(Err(anyhow!("aws cloudformation describe-stacks: AccessDenied"))).is_err());
    }
}
