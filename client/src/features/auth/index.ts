export { Confirm, Invitation, ResetPassword } from "./links";
export { CheckMail, ForgotPassword } from "./mails";
export { OperatorSignIn, SignIn } from "./SignIn";
