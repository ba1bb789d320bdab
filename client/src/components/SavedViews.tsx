import { lazy, Suspense, useState } from "react";
import { Button } from "@mantine/core";
import { IconBookmark, IconTrash, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { views } from "@/api/queries";
import type { ListName, SavedView } from "@/api/types";
import { removeView, saveView } from "@/api/views";
import { uuid } from "@/lib/ids";
import { t } from "@/lib/i18n";
import { sameQuery } from "@/lib/url";
import layout from "./Layout.module.css";
import { useMay, useMe } from "./me";
import classes from "./SavedViews.module.css";
import { complain, say } from "./toasts";

const SaveView = lazy(() => import("./SaveView"));

interface Props {
  list: ListName;
  /** What the list shows now, as the API is asked for it; empty when nothing is filtered. */
  query: string;
  onApply: (query: URLSearchParams) => void;
}

/** Filters that were kept under a name, one press away; those of today can be kept too. */
export function SavedViews({ list, query, onApply }: Props) {
  const { data } = useQuery(views.list(list));
  const [saving, setSaving] = useState(false);
  const items = data?.items ?? [];
  const current = items.find((view) => sameQuery(view.query, query));
  if (items.length === 0 && !query) return null;
  return (
    <div className={layout.strip} role="group" aria-label={t("Saved views")}>
      {items.map((view) => (
        <button
          key={view.view_id}
          type="button"
          className={classes.view}
          aria-pressed={view === current}
          onClick={() => onApply(new URLSearchParams(view === current ? "" : view.query))}
        >
          {view.shared && <IconUsers size={13} aria-label={t("shared")} />}
          {view.name}
        </button>
      ))}
      {current ? (
        <RemoveView view={current} />
      ) : (
        query && (
          <Button size="compact-xs" variant="subtle" leftSection={<IconBookmark size={13} />} onClick={() => setSaving(true)}>
            {t("Save this view…")}
          </Button>
        )
      )}
      <Suspense>{saving && <SaveView list={list} query={query} onClose={() => setSaving(false)} />}</Suspense>
    </div>
  );
}

function RemoveView({ view }: { view: SavedView }) {
  const client = useQueryClient();
  const me = useMe();
  const admin = useMay("admin");
  const anew = () => client.invalidateQueries({ queryKey: views.key });
  const back = useMutation({
    mutationFn: ({ list, name, query, shared }: SavedView) => saveView({ list, name, query, shared }, uuid()),
    onError: (error) => complain(error),
    onSettled: anew,
  });
  const remove = useMutation({
    mutationFn: removeView,
    onSuccess: (_, removed) => say(t("The view “{name}” is removed.", { name: removed.name }), () => back.mutate(removed)),
    onError: (error) => complain(error),
    onSettled: anew,
  });
  if (view.owner !== me.user_id && !admin) return null;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={<IconTrash size={13} />}
      loading={remove.isPending}
      onClick={() => remove.mutate(view)}
    >
      {t("Remove this view")}
    </Button>
  );
}
