/** Finds sentences that stand in code: in templates, in attributes that are read out, and in any string that reads like words for a person. */
import ts from "typescript";

export interface Found {
  line: number;
  text: string;
}

/** Attributes whose value people read or hear. */
const SPOKEN = /\s(?:aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/g;

/** Stands for what code puts into a template. */
const GAP = "\u0000";

/** Names, units and signs that are the same in every language. */
const NAMES = /\b(?:NRR-SNN|SHA-256|JSON|Markdown|min|kHz|dV|da)\b/g;

/** Names of keys, as `KeyboardEvent.key` has them, and what a drag holds. */
const KEYS = new Set(["Home", "End", "Enter", "Escape", "Space", "Tab", "Shift", "Esc", "Delete", "Backspace", "Page", "Files"]);

/** Calls whose text is for the browser. */
const FOR_BROWSER = /^(?:querySelector|querySelectorAll|closest|matches|matchMedia|getContext|addEventListener|removeEventListener|getPropertyValue|setProperty)$/;

/** Words of two letters and more, not parts of names such as `data-testid` or `12px`. */
function words(text: string): string[] {
  return text.match(/(?<![\w\-.#/])\p{L}[\p{L}’']+(?![\w\-/=])/gu) ?? [];
}

/** What of a template's markup people read or hear. */
export function readable(markup: string): string[] {
  const out: string[] = [];
  // A `>` inside an attribute's code is part of a gap, so that tags end at the first one.
  for (const tag of markup.match(/<[^>]*>/g) ?? []) {
    for (const [, double, single, bare] of tag.matchAll(SPOKEN)) {
      out.push(double ?? single ?? bare ?? "");
    }
  }
  out.push(...markup.replace(/<code\b[^>]*>[^<]*<\/code>/g, GAP).replace(/<[^>]*>/g, "\n").split("\n"));
  return out.map((text) => text.replace(NAMES, "").replace(/&\w+;/g, " ").replaceAll(GAP, " ").trim()).filter((text) => words(text).length > 0);
}

/** Whether a string outside of a template reads like words for a person. `classes` are names of the style sheets. */
export function isSentence(text: string, hasGaps: boolean, classes: ReadonlySet<string>): boolean {
  const plain = text.replace(NAMES, "").replaceAll(GAP, " ").trim();
  const found = words(plain);
  if (found.length === 0 || KEYS.has(plain) || /^\(.*:.*\)$/.test(plain) || plain.split(/\s+/).every((word) => classes.has(word))) {
    return false;
  }
  const isCapital = /^\p{Lu}\p{Ll}{2,}\s?[.…!?:]?$/u.test(plain);
  return isCapital || (/\s/.test(plain) && found.length >= 2) || (hasGaps && /\s/.test(text) && found.some((word) => word.length >= 3));
}

function textOf(node: ts.TemplateLiteral): string {
  return ts.isNoSubstitutionTemplateLiteral(node) ? node.text : [node.head.text, ...node.templateSpans.map((s) => s.literal.text)].join(GAP);
}

/** What is no text of the page: what is imported, types, what a mistake of the page or the engine says, what the browser is told. */
function isApart(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) {
    return true;
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    return ["Bug", "EngineError"].includes(node.expression.text);
  }
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    return ts.isPropertyAccessExpression(expression) && FOR_BROWSER.test(expression.name.text);
  }
  return false;
}

/** Every sentence in a file's code. */
export function sentencesIn(name: string, code: string, classes: ReadonlySet<string>): Found[] {
  const file = ts.createSourceFile(name, code, ts.ScriptTarget.ES2022, true);
  const out: Found[] = [];
  const add = (node: ts.Node, text: string): void => {
    out.push({ line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1, text: text.replaceAll(GAP, "…").replace(/\s+/g, " ").trim() });
  };
  const visit = (node: ts.Node): void => {
    if (isApart(node)) {
      // Calls for the browser may hold functions with texts of their own.
      ts.forEachChild(node, (child) => {
        if (ts.isArrowFunction(child) || ts.isFunctionExpression(child)) {
          visit(child);
        }
      });
      return;
    }
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) && ["html", "svg"].includes(node.tag.text)) {
      readable(textOf(node.template)).forEach((text) => add(node, text));
      if (!ts.isNoSubstitutionTemplateLiteral(node.template)) {
        node.template.templateSpans.forEach((span) => visit(span.expression));
      }
      return;
    }
    if (ts.isStringLiteral(node) && isSentence(node.text, false, classes)) {
      add(node, node.text);
    } else if ((ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) && isSentence(textOf(node), ts.isTemplateExpression(node), classes)) {
      add(node, textOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return out;
}
