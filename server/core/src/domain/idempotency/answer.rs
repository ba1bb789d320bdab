//! Answers to replay. What an answer looks like on the wire is the API's matter: it alone renders and reads them. Here and
//! in the backends they are kept and handed on to the byte.

use std::{
    any::Any,
    fmt::Debug,
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::{IdemKey, IdemRecord};

/// An answer to a change, as the API rendered it.
#[derive(Clone, Debug)]
pub struct Answer {
    content: Content,
    version: Option<u64>,
}

#[derive(Clone, Debug)]
enum Content {
    Json(Box<RawValue>),
    /// Not out of a store; JSON from when it is first asked for.
    Rendered(Arc<Rendered<dyn Render>>),
}

#[derive(Debug)]
struct Rendered<T: ?Sized> {
    json: OnceLock<Box<RawValue>>,
    value: T,
}

/// What is sent as it is, and becomes JSON where it is stored.
trait Render: Any + Debug + Send + Sync {
    fn to_json(&self) -> Box<RawValue>;
}

impl<T: Serialize + Any + Debug + Send + Sync> Render for T {
    fn to_json(&self) -> Box<RawValue> {
        to_json(self)
    }
}

fn to_json(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

impl Answer {
    /// Makes an answer that is stored as `value` in JSON. What JSON can't hold is stored as [`Answer::none`].
    pub fn new(value: &impl Serialize) -> Self {
        Self { content: Content::Json(to_json(value)), version: None }
    }

    /// Makes the same answer as [`Answer::new`], whose maker gets `value` back by [`Answer::rendered`] for as long as it
    /// was not stored. It becomes JSON only if a store asks for that.
    pub fn of(value: impl Serialize + Any + Debug + Send + Sync) -> Self {
        let rendered = Arc::new(Rendered { json: OnceLock::new(), value });
        Self { content: Content::Rendered(rendered), version: None }
    }

    /// Returns the answer that nobody asks for, as to one part of a whole.
    pub fn none() -> Self {
        Self { content: Content::Json(RawValue::NULL.to_owned()), version: None }
    }

    /// Returns an answer out of a store: what it took from [`Answer::as_json`] and [`Answer::version`] when it kept it.
    pub fn kept(json: String, version: Option<u64>) -> serde_json::Result<Self> {
        Ok(Self { content: Content::Json(RawValue::from_string(json)?), version })
    }

    /// Returns what [`Answer::of`] made the answer of; nothing, if it came out of a store or was made of something else.
    pub fn rendered<T: Any>(&self) -> Option<&T> {
        match &self.content {
            Content::Json(_) => None,
            Content::Rendered(rendered) => {
                let value: &dyn Any = &rendered.value;
                value.downcast_ref()
            }
        }
    }

    /// Notes the version of the one record that the answer shows, which a repeated request is known by.
    pub(crate) fn at(self, version: impl Into<Option<u64>>) -> Self {
        Self { version: version.into(), ..self }
    }

    /// Returns the version of the record that the answer shows, if it shows one.
    pub fn version(&self) -> Option<u64> {
        self.version
    }

    /// Returns the text to store. Its shape is known to the API alone.
    pub fn as_json(&self) -> &str {
        self.raw().get()
    }

    fn raw(&self) -> &RawValue {
        match &self.content {
            Content::Json(json) => json,
            Content::Rendered(rendered) => rendered.json.get_or_init(|| rendered.value.to_json()),
        }
    }

    fn into_raw(self) -> Box<RawValue> {
        match self.content {
            Content::Json(json) => json,
            Content::Rendered(_) => self.raw().to_owned(),
        }
    }

    /// Reads it as what it was rendered from.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_json())
    }
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        (self.as_json(), self.version) == (other.as_json(), other.version)
    }
}

impl Eq for Answer {}

/// A record as it is stored where records are JSON.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    key: IdemKey,
    fingerprint: [u8; 32],
    answer: Box<RawValue>,
    expires_at: Timestamp,
    /// Missing in records of 0.1.0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    version: Option<Option<u64>>,
}

/// Distinguishes a version that is null from one that is missing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<IdemRecord> for Stored {
    fn from(record: IdemRecord) -> Self {
        let IdemRecord { key, fingerprint, answer, expires_at } = record;
        let version = Some(answer.version);
        Self { key, fingerprint, answer: answer.into_raw(), expires_at, version }
    }
}

impl From<Stored> for IdemRecord {
    fn from(stored: Stored) -> Self {
        let Stored { key, fingerprint, answer: json, expires_at, version } = stored;
        let version = version.unwrap_or_else(|| version_in_0_1_0(&json));
        Self { key, fingerprint, answer: Answer { content: Content::Json(json), version }, expires_at }
    }
}

/// Returns the version that answers of 0.1.0 name in their entity tag alone: `"4"`, or `"4-10"` with a stock.
fn version_in_0_1_0(answer: &RawValue) -> Option<u64> {
    #[derive(Deserialize)]
    struct Tagged {
        etag: Option<String>,
    }
    let tagged: Tagged = serde_json::from_str(answer.get()).ok()?;
    tagged.etag?.trim_matches('"').split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(answer: Answer) -> IdemRecord {
        let expires_at = Timestamp::UNIX_EPOCH;
        IdemRecord { key: IdemKey([7; 32]), fingerprint: [8; 32], answer, expires_at }
    }

    #[test]
    fn an_answer_is_kept_to_the_byte() {
        let answer = Answer::kept("{\"z\" : 1, \"a\":[2 ]}".to_owned(), Some(3)).expect("JSON");
        let made = Answer::of("of a text".to_owned()).at(5);
        for answer in [answer, Answer::none(), Answer::new(&"text"), Answer::new(&"at a version").at(4), made] {
            let stored = serde_json::to_string(&record(answer.clone())).expect("a record");
            let read: IdemRecord = serde_json::from_str(&stored).expect("a record");
            assert_eq!(read, record(answer), "{stored}");
        }
        assert!(Answer::kept("not JSON".to_owned(), None).is_err());
    }

    #[test]
    fn what_an_answer_was_made_of_is_had_back_until_it_was_stored() {
        let answer = Answer::of("a text".to_owned()).at(3);
        assert_eq!(answer.rendered::<String>().map(String::as_str), Some("a text"));
        assert_eq!(answer.rendered::<u64>(), None);
        assert_eq!((answer.as_json(), answer.version()), ("\"a text\"", Some(3)));
        let kept = Answer::kept(answer.as_json().to_owned(), answer.version()).expect("JSON");
        assert_eq!((kept.rendered::<String>(), &kept), (None, &answer));
    }

    #[test]
    fn an_answer_that_is_not_stored_is_no_json() {
        #[derive(Debug)]
        struct Counted(Arc<std::sync::atomic::AtomicUsize>);

        impl Serialize for Counted {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                serializer.serialize_unit()
            }
        }

        let times = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let answer = Answer::of(Counted(times.clone()));
        assert!(answer.clone().rendered::<Counted>().is_some());
        assert_eq!(times.load(std::sync::atomic::Ordering::Relaxed), 0);
        assert_eq!((answer.clone().as_json(), answer.as_json()), ("null", "null"));
        assert_eq!(times.load(std::sync::atomic::Ordering::Relaxed), 1, "for all who hold it");
    }

    #[test]
    fn records_of_0_1_0_are_read_with_the_version_that_their_tag_names() {
        let of = |etag: &str| {
            let mut stored = serde_json::to_value(record(Answer::none())).expect("a record");
            stored.as_object_mut().expect("an object").remove("version").expect("it is written");
            let answer = format!("{{\"status\":200,\"etag\":{etag},\"location\":null,\"body\":\"{{}}\"}}");
            stored["answer"] = serde_json::from_str(&answer).expect("JSON");
            let read: IdemRecord = serde_json::from_str(&stored.to_string()).expect("a record");
            read.answer.version()
        };
        assert_eq!(of(r#""\"4\"""#), Some(4));
        assert_eq!(of(r#""\"4-10\"""#), Some(4));
        assert_eq!(of("null"), None);
    }
}
