import { Link, Navigate, useLocation } from "react-router";
import { t } from "@/lib/i18n";
import { formatDay } from "@/lib/time";
import { AuthPage } from "./AuthPage";

/** After an owner has deleted the company: what has happened, until when it can be undone, and by whom. */
export function Deleted() {
  const state = useLocation().state as { company?: string; until?: string } | null;
  if (!state?.company || !state.until) return <Navigate to="/signin" replace />;
  return (
    <AuthPage
      title={t("{company} is deleted", { company: state.company })}
      lead={t("Everyone is signed out. Until {day} the operator of this installation can bring it back, with all its data.", {
        day: formatDay(state.until),
      })}
      below={<Link to="/signin">{t("Back to sign-in")}</Link>}
    >
      <p>
        {t(
          "Until then nobody of the company can sign in, and their email addresses can't be used to register again. After that day everything is erased for good.",
        )}
      </p>
    </AuthPage>
  );
}
