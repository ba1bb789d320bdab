//! What must not compile: each file is a way around the handles. The messages
//! are kept beside them, so that a file that fails for another reason is seen.

#[test]
fn misuse_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
