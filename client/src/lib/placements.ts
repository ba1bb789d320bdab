/** The words for where a tenant's data lives, and for moving it there. */
import type { IsolationModel } from "@/api/types";
import { t } from "./i18n";

export const placementName = (placement: IsolationModel): string =>
  ({ pool: t("Pool"), provisioned_pool: t("Provisioned pool"), silo: t("Silo") })[placement];

export const placementMeaning = (placement: IsolationModel): string =>
  ({
    pool: t("Pool: among others"),
    provisioned_pool: t("Provisioned pool: among others, with capacity set aside"),
    silo: t("Silo: a place of its own"),
  })[placement];

export const livesIn = (placement: IsolationModel): string =>
  ({
    pool: t("Lives in the pool, among others."),
    provisioned_pool: t("Lives in the provisioned pool, among others."),
    silo: t("Lives in a silo of its own."),
  })[placement];

export const moveInto = (placement: IsolationModel): string =>
  ({
    pool: t("Move into the pool"),
    provisioned_pool: t("Move into the provisioned pool"),
    silo: t("Move into a silo"),
  })[placement];

export const moveQuestion = (placement: IsolationModel, company: string): string =>
  ({
    pool: t("Move {company} into the pool?", { company }),
    provisioned_pool: t("Move {company} into the provisioned pool?", { company }),
    silo: t("Move {company} into a silo?", { company }),
  })[placement];
