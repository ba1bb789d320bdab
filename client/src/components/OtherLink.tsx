import { Link } from "react-router";
import { t } from "@/lib/i18n";
import type { Other } from "./conflicting";

/** The way to the record that is in the way. */
export const OtherLink = ({ other }: { other: Other }) => <Link to={other.to}>{t("Open “{name}”", { name: other.name })}</Link>;
