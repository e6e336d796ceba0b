import type { Plugin } from "vite";

interface Node {
  type: string;
  start: number;
  end: number;
}

function isNode(value: unknown): value is Node & Record<string, unknown> {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The literal parts of every `html` and `svg` template below `node`. */
function literalParts(node: unknown, out: Node[]): Node[] {
  if (Array.isArray(node)) {
    for (const child of node) {
      literalParts(child, out);
    }
  } else if (isNode(node)) {
    const tag = node.type === "TaggedTemplateExpression" ? (node["tag"] as { name?: string }).name : undefined;
    if (tag === "html" || tag === "svg") {
      out.push(...(node["quasi"] as { quasis: Node[] }).quasis);
    }
    for (const child of Object.values(node)) {
      literalParts(child, out);
    }
  }
  return out;
}

/** Line breaks and indentation inside the page's templates become one space, which is what a browser shows of them. */
export function squeezeTemplates(): Plugin {
  return {
    name: "squeeze-templates",
    apply: "build",
    enforce: "post",
    transform(code, id) {
      if (!/\/www\/.*\.ts$/.test(id) || !/\b(html|svg)`/.test(code)) {
        return null;
      }
      const parts = literalParts(this.parse(code), []).sort((a, b) => b.start - a.start);
      for (const { start, end } of parts) {
        code = code.slice(0, start) + code.slice(start, end).replace(/\s*\n\s*/g, " ") + code.slice(end);
      }
      return { code, map: null };
    },
  };
}
