/** What is being dragged inside the place: takes to another word or place, or a word to another place. */
export type Dragged = { kind: "takes"; ids: readonly number[] } | { kind: "word"; id: number };

let dragged: Dragged | undefined;

export function beginDrag(event: DragEvent, what: Dragged): void {
  dragged = what;
  event.stopPropagation();
  if (event.dataTransfer) {
    event.dataTransfer.effectAllowed = "move";
    // Firefox drags nothing that carries nothing.
    event.dataTransfer.setData("text/plain", what.kind);
  }
}

export function endDrag(): void {
  dragged = undefined;
}

/** What is dragged, if it is of this kind; a drag of files from outside is none. */
export function draggedOf<Kind extends Dragged["kind"]>(event: DragEvent, kind: Kind): Extract<Dragged, { kind: Kind }> | undefined {
  return dragged?.kind === kind && !carriesFiles(event) ? (dragged as Extract<Dragged, { kind: Kind }>) : undefined;
}

export function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Whether the pointer is in the later half of an element, along its reading direction or downwards. */
export function inLaterHalf(event: DragEvent, element: Element, along: "x" | "y"): boolean {
  const box = element.getBoundingClientRect();
  return along === "x" ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2;
}
