import { api, body, done, visitor } from "./client";
import type { MemberMe, OperatorMe, Registration } from "./types";

export const me = (signal?: AbortSignal) =>
  body(api.GET("/v1/auth/me", { signal })) as Promise<MemberMe | OperatorMe>;
export const register = (registration: Registration) => done(visitor.POST("/v1/tenants", { body: registration }));
export const confirm = (code: string) => done(visitor.POST("/v1/auth/confirm", { body: { code } }));
export const resend = (email: string) => done(visitor.POST("/v1/auth/resend", { body: { email } }));
export const forgotPassword = (email: string) => done(visitor.POST("/v1/auth/forgot-password", { body: { email } }));
export const resetPassword = (code: string, password: string) =>
  done(visitor.POST("/v1/auth/reset-password", { body: { code, password } }));
export const invitation = (code: string) => body(visitor.POST("/v1/auth/invitation", { body: { code } }));
export const join = (code: string, name: string, password: string) =>
  done(visitor.POST("/v1/auth/signup", { body: { code, name, password } }));
