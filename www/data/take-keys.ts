/** The keyboard among the takes of a word: arrows go from take to take, with Alt they move the take, Delete takes it away. */
import type { DataDesk } from "./desk.ts";
import type { Take } from "./words-state.ts";

/** Controls of a take, the same in each: the arrows keep to the same one. */
const CONTROLS = ["take-play", "take-choose", "take-part", "take-edit", "take-remove"];

function focus(list: Element, id: number | undefined, control: string): void {
  const item = list.querySelector(`[data-take="${id ?? ""}"]`);
  const target = item?.querySelector<HTMLElement>(`.${control} input, button.${control}`) ?? item?.querySelector<HTMLElement>("button");
  target?.focus();
}

/** How many takes stand in a row. */
function perRow(list: Element): number {
  const items = [...list.children];
  const top = items[0]?.getBoundingClientRect().top;
  const second = items.findIndex((item) => Math.abs(item.getBoundingClientRect().top - (top ?? 0)) > 1);
  return second < 1 ? Math.max(1, items.length) : second;
}

export function takeKeys(event: KeyboardEvent, { words, selection }: DataDesk, shown: readonly Take[]): void {
  const list = event.currentTarget as Element;
  const target = event.target as Element;
  const id = Number(target.closest("[data-take]")?.getAttribute("data-take"));
  const at = shown.findIndex((x) => x.id === id);
  const control = CONTROLS.find((c) => target.closest(`.${c}`)) ?? "take-play";
  const take = shown[at];
  if (!take || event.ctrlKey || event.metaKey) {
    return;
  }
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow(list), ArrowDown: perRow(list), Home: -at, End: shown.length - 1 - at };
  const by = steps[event.key];
  // The document is drawn anew before the focus goes to it.
  const after = (to: number | undefined): void => {
    requestAnimationFrame(() => requestAnimationFrame(() => focus(list, to, control)));
  };
  if (by !== undefined) {
    event.preventDefault();
    if (event.altKey) {
      if (Math.abs(by) === 1 && words.stepTake(id, by < 0 ? -1 : 1)) {
        after(id);
      }
      return;
    }
    const to = shown[at + by];
    if (to) {
      selection.stand(to.word, to.id);
      focus(list, to.id, control);
    }
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    const chosen = selection.state.chosen.has(id) ? selection.takes : [id];
    const gone = new Set(chosen);
    const to = shown.slice(at).find((x) => !gone.has(x.id)) ?? shown.findLast((x) => !gone.has(x.id));
    words.removeTakes(chosen);
    after(to?.id);
  } else if (event.key === "Escape" && selection.state.chosen.size > 0) {
    selection.clear();
  }
}
