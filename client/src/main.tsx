import "@mantine/core/styles.layer.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { start } from "./api/session";
import { App } from "./app/App";
import { startLanguage } from "./lib/languages";

function storedTheme(): string | null {
  try {
    return localStorage.getItem("mantine-color-scheme-value");
  } catch {
    return null;
  }
}

// Set before anything is painted; the kit keeps it from then on.
const chosen = storedTheme();
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";

void start();

// Texts are looked up while they are painted, so the language is there first; English needs nothing fetched.
void startLanguage().then(() =>
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
