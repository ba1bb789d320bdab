export const PASSWORD = "correct horse battery";
export const OPERATOR = { email: "olga@operator.example", name: "Olga Operator", password: "a long operator password" };
