//! Argon2id on threads of its own, behind requests and with a bounded queue:
//! a storm of sign-ins must not slow down everybody else.

use std::sync::{
    Arc, Mutex, PoisonError,
    mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use argon2::{
    Argon2, Block, Params,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::ports::identity::IdentityError;
use tokio::sync::oneshot;

/// About two seconds of work for one thread; past it callers are rate-limited.
const QUEUE: usize = 64;
/// Verified for people who do not exist, so that it takes as long. It stands
/// here, since to make one would take a fifth of the time of a start.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCAhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The nicest there is: hashing takes what requests leave.
const NICE: i32 = 19;

type Work = Box<dyn FnOnce(&mut Memory) + Send>;

pub(crate) struct Hasher {
    queue: SyncSender<Work>,
}

#[derive(Debug, thiserror::Error)]
#[error("a password can't be hashed")]
enum HashError {
    Work(#[from] argon2::Error),
    Text(#[from] argon2::password_hash::phc::Error),
    Parameters(#[from] argon2::password_hash::Error),
}

impl Hasher {
    pub fn start(threads: usize) -> Result<Self, crate::OpenError> {
        let (queue, work) = sync_channel::<Work>(QUEUE);
        let work = Arc::new(Mutex::new(work));
        for n in 0..threads.max(1) {
            let work = work.clone();
            let thread = std::thread::Builder::new().name(format!("hasher-{n}"));
            thread.spawn(move || serve(&work)).map_err(crate::OpenError::Thread)?;
        }
        Ok(Self { queue })
    }

    pub async fn hash(&self, password: SecretString) -> Result<String, IdentityError> {
        self.run(move |memory| memory.hash(&password)).await?.map_err(super::unavailable)
    }

    pub async fn verify(&self, password: SecretString, hash: Option<String>) -> Result<bool, IdentityError> {
        self.run(move |memory| {
            let known = hash.is_some();
            memory.verify(&password, hash.as_deref().unwrap_or(DECOY)) && known
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, IdentityError> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move |memory: &mut Memory| {
            // A caller that went away needs no hash.
            if !reply.is_closed() {
                let _ = reply.send(work(memory));
            }
        });
        match self.queue.try_send(work) {
            Ok(()) => answer.await.map_err(|_| super::unavailable("the hashing thread is gone")),
            Err(TrySendError::Full(_)) => Err(IdentityError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(super::unavailable("the hashing thread is gone")),
        }
    }
}

fn serve(work: &Mutex<Receiver<Work>>) {
    // On Linux this is the niceness of the calling thread alone.
    let _ = rustix::process::nice(NICE);
    let mut memory = Memory::default();
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(work) => work(&mut memory),
            Err(_) => return,
        }
    }
}

/// The memory that a thread hashes in, kept between hashes: to map 19 MiB anew for each, page
/// by page, would hold up every request that maps memory at the same time.
#[derive(Default)]
struct Memory(Vec<Block>);

impl Memory {
    /// The defaults are OWASP's first choice: 19 MiB, two passes, one lane.
    fn hash(&mut self, password: &SecretString) -> Result<String, HashError> {
        let (argon2, salt) = (Argon2::default(), Salt::generate());
        let hash = PasswordHash {
            algorithm: argon2::ARGON2ID_IDENT,
            version: Some(argon2::Version::default().into()),
            params: ParamsString::try_from(argon2.params())?,
            hash: Some(self.output(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?),
            salt: Some(salt),
        };
        Ok(hash.to_string())
    }

    fn verify(&mut self, password: &SecretString, hash: &str) -> bool {
        self.matches(password, hash).unwrap_or(false)
    }

    fn matches(&mut self, password: &SecretString, hash: &str) -> Result<bool, HashError> {
        let hash = PasswordHash::new(hash)?;
        let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else { return Ok(false) };
        let algorithm = hash.algorithm.as_str().try_into()?;
        let version = hash.version.map(TryInto::try_into).transpose()?.unwrap_or_default();
        let argon2 = Argon2::new(algorithm, version, Params::try_from(&hash)?);
        // Outputs are compared in constant time.
        Ok(self.output(&argon2, password, salt, expected.len())? == *expected)
    }

    fn output(
        &mut self,
        argon2: &Argon2<'_>,
        password: &SecretString,
        salt: &Salt,
        length: usize,
    ) -> Result<Output, HashError> {
        self.0.resize(argon2.params().block_count(), Block::default());
        let mut output = vec![0; length];
        let password = password.expose_secret().as_bytes();
        argon2.hash_password_into_with_memory(password, salt, &mut output, &mut self.0)?;
        Ok(Output::new(&output)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_matches_and_each_hash_has_its_own_salt() {
        let password = SecretString::from("correct horse battery");
        let mut memory = Memory::default();
        let (one, two) = (memory.hash(&password).expect("hash"), memory.hash(&password).expect("hash"));
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert!(memory.verify(&password, &one) && memory.verify(&password, &two));
        assert!(!memory.verify(&SecretString::from("correct horse batterz"), &one));
        assert!(!memory.verify(&password, "not a hash"));
    }

    #[tokio::test]
    async fn the_decoy_is_as_much_work_and_nobodys() {
        let hasher = Hasher::start(1).expect("a thread");
        let password = SecretString::from("correct horse battery");
        let real = Memory::default().hash(&password).expect("hash");
        let (cost, decoy) = (|hash: &str| hash.split('$').nth(3).map(str::to_owned), PasswordHash::new(DECOY));
        let decoy = decoy.expect("a hash that can be verified");
        assert_eq!(cost(DECOY), cost(&real));
        let real = PasswordHash::new(&real).expect("a hash");
        assert_eq!(decoy.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert_eq!(decoy.salt.map(|salt| salt.len()), real.salt.map(|salt| salt.len()));
        assert!(!hasher.verify(password, None).await.expect("an answer"));
    }
}
