//! What an installation is deployed with. A setting that is left out keeps its
//! value: CloudFormation takes the old one, so only a new stack needs all.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Deploy, Parameters, Place, aws::Account};

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

    fn settle(mut said: Parameters, before: Option<Parameters>, place: &Place) -> Result<Self> {
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

    /// As it will be, whether it is said now or was before.
    pub fn get(&self, name: &str) -> Option<&str> {
        let known = self.said.get(name).or_else(|| self.before.as_ref()?.get(name));
        known.map(String::as_str)
    }
}

fn said(deploy: &Deploy) -> Result<Parameters> {
    let mut said: Parameters = match &deploy.parameters {
        None => Parameters::new(),
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is no JSON object of texts", file.display()))?
        }
    };
    said.extend(deploy.set.iter().cloned());
    Ok(said)
}

/// A stack under review was never made.
fn before(stack: Result<Value>) -> Result<Option<Parameters>> {
    let stack = match stack {
        Ok(all) => all["Stacks"][0].clone(),
        Err(error) if error.to_string().contains("does not exist") => return Ok(None),
        Err(error) => return Err(error),
    };
    if stack["StackStatus"] == "REVIEW_IN_PROGRESS" {
        return Ok(None);
    }
    let all = stack["Parameters"].as_array().into_iter().flatten();
    let pair =
        |one: &Value| Some((one["ParameterKey"].as_str()?.to_owned(), one["ParameterValue"].as_str()?.to_owned()));
    Ok(Some(all.filter_map(pair).collect()))
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;
    use serde_json::json;

    use super::*;

    fn place() -> Place {
        Place { region: "eu-west-1".into(), stage: "prod".into() }
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
        let reviewed = json!({"Stacks": [{"StackStatus": "REVIEW_IN_PROGRESS"}]});
        for answer in [Err(absent), Ok(reviewed)] {
            let before = before(answer).unwrap();
            let settings = Settings::settle(texts(&[("MailFrom", "a@b.example")]), before.clone(), &place()).unwrap();
            assert_eq!(settings.get("WriteRegion"), Some("eu-west-1"));
            assert!(Settings::settle(Parameters::new(), before, &place()).is_err(), "nobody sends mail");
        }
    }

    #[test]
    fn what_can_t_be_asked_is_no_new_stack() {
        assert!(before(Err(anyhow!("aws cloudformation describe-stacks: AccessDenied"))).is_err());
    }
}
