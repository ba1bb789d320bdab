import { useLayoutEffect } from "react";
import { brandOf } from "@/lib/accent";

/** The company's colour for the whole document, dialogs and messages included; global.css says where it goes. */
export function useBrand(color: string | null | undefined): void {
  useLayoutEffect(() => {
    if (!color) return;
    const root = document.documentElement;
    const names: string[] = [];
    for (const [theme, { accent, fill, onFill }] of Object.entries(brandOf(color))) {
      for (const [name, value] of Object.entries({ accent, fill, "on-fill": onFill })) {
        names.push(`--brand-${theme}-${name}`);
        root.style.setProperty(names.at(-1)!, value);
      }
    }
    root.dataset.branded = "";
    return () => {
      delete root.dataset.branded;
      for (const name of names) root.style.removeProperty(name);
    };
  }, [color]);
}
