//! What is to be done with a stack, by the state that an earlier deployment left
//! it in. A deployment may end anywhere: of itself, by an error of AWS, by a
//! terminal that was closed; the next one goes on from there.

/// The next thing to do.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Next {
    /// There is none. What is made stays when something fails, and the next deployment goes on with it.
    Create,
    Update,
    /// Something failed and nothing was rolled back.
    Resume,
    /// Another deployment is at work, perhaps one whose terminal is gone.
    Wait,
    /// Rolled back to nothing; it can't be updated, only deleted.
    DeleteFirst,
    /// Neither the new nor the old state; it can be brought to the old one.
    RollBackFirst,
}

/// By the statuses of CloudFormation; nothing where there is no stack.
pub fn next(status: Option<&str>) -> Next {
    match status {
        None | Some("REVIEW_IN_PROGRESS" | "DELETE_COMPLETE") => Next::Create,
        Some("CREATE_FAILED" | "UPDATE_FAILED") => Next::Resume,
        Some("ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "DELETE_FAILED") => Next::DeleteFirst,
        Some("UPDATE_ROLLBACK_FAILED") => Next::RollBackFirst,
        Some(status) if status.ends_with("_IN_PROGRESS") => Next::Wait,
        Some(_) => Next::Update,
    }
}

/// Whether a stack is as its last change set wanted it.
pub fn is_done(status: &str) -> bool {
    matches!(status, "CREATE_COMPLETE" | "UPDATE_COMPLETE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_that_was_rolled_back_to_nothing_is_no_stack_to_update() {
        assert_eq!(next(Some("ROLLBACK_COMPLETE")), Next::DeleteFirst);
        assert_eq!(next(Some("REVIEW_IN_PROGRESS")), Next::Create);
        assert_eq!(next(None), Next::Create);
    }

    #[test]
    fn what_failed_and_was_kept_is_gone_on_with() {
        assert_eq!(next(Some("CREATE_FAILED")), Next::Resume);
        assert_eq!(next(Some("UPDATE_FAILED")), Next::Resume);
        assert_eq!(next(Some("UPDATE_ROLLBACK_FAILED")), Next::RollBackFirst);
    }

    #[test]
    fn a_deployment_waits_for_one_at_work() {
        for status in ["CREATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "DELETE_IN_PROGRESS"] {
            assert_eq!(next(Some(status)), Next::Wait, "{status}");
        }
        for status in ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"] {
            assert_eq!(next(Some(status)), Next::Update, "{status}");
        }
        assert!(is_done("UPDATE_COMPLETE") && !is_done("UPDATE_ROLLBACK_COMPLETE"));
    }
}
