/** One keystroke explains: `?`, or F1 where text is typed, opens what is nearest to the focus or to the pointer; else the list of keys. */
import { Explain } from "./explain.ts";
import { settle } from "./settle.ts";
import { Store } from "./store.ts";

const STORED = "nrr-single-keys";

function stored(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Whether keys without Ctrl or Alt act; who dictates or hits keys by mistake switches them off (WCAG 2.1.4). F1 stays. */
export const singleKeys = new Store<{ on: boolean }>({ on: stored() });

export function setSingleKeys(on: boolean): void {
  singleKeys.set({ on });
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // It holds for this visit.
  }
}

/** What the visitor did last: the pointer's place, or nothing while the keyboard leads. */
let pointer: PointerEvent | undefined;

interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Distance between two boxes on the screen; 0 where they touch. */
export function distance(a: Rect, b: Rect): number {
  return Math.hypot(Math.max(0, a.left - b.right, b.left - a.right), Math.max(0, a.top - b.bottom, b.top - a.bottom));
}

/** The explanation nearest to `target`, in the smallest part of the page around it that has one. */
function near(target: Element, from: Rect): Explain | undefined {
  for (let at: Element | null = target; at; at = at.parentElement) {
    const found = [...at.querySelectorAll("nrr-explain")].filter((e): e is Explain => e instanceof Explain && e.checkVisibility());
    const first = found[0];
    if (first) {
      return found.reduce((best, e) => (distance(e.getBoundingClientRect(), from) < distance(best.getBoundingClientRect(), from) ? e : best), first);
    }
    if (at.matches(".card, section, main")) {
      return undefined;
    }
  }
  return undefined;
}

function nearPointer(): Explain | undefined {
  const target = pointer?.target;
  return pointer && target instanceof Element && target.isConnected
    ? near(target, { left: pointer.clientX, right: pointer.clientX, top: pointer.clientY, bottom: pointer.clientY })
    : undefined;
}

function nearFocus(): Explain | undefined {
  const focused = document.activeElement;
  return focused && focused !== document.body && focused.id !== "main" ? near(focused, focused.getBoundingClientRect()) : undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:is([type=text], [type=search], :not([type])), textarea, [contenteditable]");
}

function onKey(event: KeyboardEvent): void {
  const asks = event.key === "F1" || (event.key === "?" && singleKeys.state.on && !isTyping(event.target));
  if (asks && !event.ctrlKey && !event.altKey && !event.metaKey && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    const found = nearPointer() ?? nearFocus();
    if (found) {
      found.open();
    } else {
      settle(openKeys(), () => undefined);
    }
  } else if (event.key !== "Shift") {
    pointer = undefined;
  }
}

export async function openKeys(): Promise<void> {
  (await import("./keys.ts")).openKeys();
}

export async function openGlossary(): Promise<void> {
  (await import("./glossary.ts")).openGlossary();
}

/** Listens for the whole page. */
export function listenForKeys(): void {
  addEventListener("keydown", onKey);
  addEventListener("pointermove", (event) => (pointer = event.pointerType === "touch" ? undefined : event), { passive: true });
}
