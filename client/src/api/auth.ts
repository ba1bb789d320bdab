import { api, body, done, visitor } from "./client";
import type { MemberMe, OperatorMe, Registration } from "./types";

export const me = (signal?: AbortSignal) => body(api.GET("/v1/auth/me", { signal })) as Promise<MemberMe | OperatorMe>;
export const register = (registration: Registration) => done(visitor.POST("/v1/tenants", { body: registration }));
export const checkRegistration = (registration: Registration) => done(visitor.POST("/v1/auth/check-registration", { body: registration }));
export const confirm = (code: string) => done(visitor.POST("/v1/auth/confirm", { body: { code } }));
export const resend = (email: string) => done(visitor.POST("/v1/auth/resend", { body: { email } }));
export const forgotPassword = (email: string) => done(visitor.POST("/v1/auth/forgot-password", { body: { email } }));
export const resetPassword = (code: string, password: string) =>
  done(visitor.POST("/v1/auth/reset-password", { body: { code, password } }));
const invitation = (code: string) => body(visitor.POST("/v1/auth/invitation", { body: { code } }));
/**
 * Shown as it was when the page was opened: joining uses the link up. The one
 * query that is named outside of queries.ts, since what visitors fetch first
 * should not carry the names of all other reads.
 */
export const invitationQuery = (code: string) => ({
  queryKey: ["invitation", code],
  queryFn: () => invitation(code),
  staleTime: Infinity,
  retry: false,
});
export const join = (code: string, name: string, password: string) =>
  done(visitor.POST("/v1/auth/signup", { body: { code, name, password } }));

export const changePassword = (current_password: string, new_password: string) =>
  done(api.POST("/v1/auth/change-password", { body: { current_password, new_password } }));
export const readMfa = (signal?: AbortSignal) => body(api.GET("/v1/auth/mfa", { signal }));
export const beginTotp = (signal?: AbortSignal) => body(api.POST("/v1/auth/mfa/totp", { signal }));
export const confirmTotp = async (code: string) => (await body(api.POST("/v1/auth/mfa/totp/confirm", { body: { code } }))).recovery_codes;
export const endTotp = (password: string) => done(api.DELETE("/v1/auth/mfa/totp", { body: { password } }));
export const renewRecoveryCodes = async (password: string) =>
  (await body(api.POST("/v1/auth/mfa/recovery-codes", { body: { password } }))).recovery_codes;
export const listSessions = (signal?: AbortSignal) => body(api.GET("/v1/auth/sessions", { signal }));
export const endSession = (id: string) => done(api.DELETE("/v1/auth/sessions/{id}", { params: { path: { id } } }));
export const endOtherSessions = () => done(api.DELETE("/v1/auth/sessions"));
