//! Argon2id on threads of its own, behind requests and with a bounded queue:
//! a storm of sign-ins must not slow down everybody else.

use std::sync::{
    Arc, Mutex, PoisonError,
    mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::identity::IdentityError;
use tokio::sync::oneshot;

/// About two seconds of work for one thread; past it callers are told to wait.
const QUEUE: usize = 64;
/// Verified for people who do not exist, so that it takes as long. It stands
/// here, since to make one would take a fifth of the time of a start.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCAhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The nicest there is: hashing takes what requests leave.
const NICE: i32 = 19;

type Work = Box<dyn FnOnce() + Send>;

pub(crate) struct Hasher {
    queue: SyncSender<Work>,
}

#[derive(Debug, thiserror::Error)]
#[error("a password can't be hashed: {0}")]
struct HashError(argon2::password_hash::Error);

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
        self.run(move || hash(&password)).await?.map_err(super::unavailable)
    }

    pub async fn verify(&self, password: SecretString, hash: Option<String>) -> Result<bool, IdentityError> {
        self.run(move || {
            let known = hash.is_some();
            verify(&password, hash.as_deref().unwrap_or(DECOY)) && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, IdentityError> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move || {
            // Whoever went away needs no hash.
            if !reply.is_closed() {
                let _ = reply.send(work());
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
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(work) => work(),
            Err(_) => return,
        }
    }
}

/// The defaults are OWASP's first choice: 19 MiB, two passes, one lane.
fn hash(password: &SecretString) -> Result<String, HashError> {
    let hash = Argon2::default().hash_password(password.expose_secret().as_bytes()).map_err(HashError)?;
    Ok(hash.to_string())
}

fn verify(password: &SecretString, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_matches_and_each_hash_has_its_own_salt() {
        let password = SecretString::from("correct horse battery");
        let (one, two) = (hash(&password).expect("hash"), hash(&password).expect("hash"));
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert!(verify(&password, &one) && verify(&password, &two));
        assert!(!verify(&SecretString::from("correct horse batterz"), &one));
        assert!(!verify(&password, "not a hash"));
    }

    #[tokio::test]
    async fn the_decoy_is_as_much_work_and_nobodys() {
        let hasher = Hasher::start(1).expect("a thread");
        let password = SecretString::from("correct horse battery");
        let real = hash(&password).expect("hash");
        let (cost, decoy) = (|hash: &str| hash.split('$').nth(3).map(str::to_owned), PasswordHash::new(DECOY));
        let decoy = decoy.expect("a hash that can be verified");
        assert_eq!(cost(DECOY), cost(&real));
        let real = PasswordHash::new(&real).expect("a hash");
        assert_eq!(decoy.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert_eq!(decoy.salt.map(|salt| salt.len()), real.salt.map(|salt| salt.len()));
        assert!(!hasher.verify(password, None).await.expect("an answer"));
    }
}
