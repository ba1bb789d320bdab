import { complain, say } from "./toasts";

/** Says that it worked, or what to do where the browser does not let pages copy. */
export async function copyText(text: string, copied: string, uncopied: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(copied);
  } catch {
    complain(new Error(uncopied));
  }
}
