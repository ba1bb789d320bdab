import { api, body, done } from "./client";
import type { Paging } from "./products";
import { versionTag } from "./tags";
import type { Invitation, Member, Role } from "./types";

const MEMBER = "/v1/members/{id}" as const;

export const listMembers = (query: Paging, signal?: AbortSignal) => body(api.GET("/v1/members", { params: { query }, signal }));
export const patchMember = (seen: Member, changes: { name?: string; role?: Role }) =>
  body(api.PATCH(MEMBER, { params: named(seen), body: changes }));
export const removeMember = (seen: Member) => done(api.DELETE(MEMBER, { params: named(seen) }));
export const listInvitations = (query: Paging, signal?: AbortSignal) => body(api.GET("/v1/invitations", { params: { query }, signal }));
export const invite = (email: string, role: Role) => body(api.POST("/v1/invitations", { body: { email, role } }));
export const withdrawInvitation = (seen: Invitation) =>
  done(api.DELETE("/v1/invitations/{id}", { params: { path: { id: seen.invitation_id } } }));
export const listAudit = (query: Paging, signal?: AbortSignal) => body(api.GET("/v1/audit", { params: { query }, signal }));

const named = (seen: Member) => ({ path: { id: seen.user_id }, header: { "If-Match": versionTag(seen) } });
