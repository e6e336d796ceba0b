import type { Plugin } from "vite";

/** The development server puts style sheets into the page, which the page's policy forbids: while developing it is left out. */
export function withoutPolicyInDevelopment(): Plugin {
  return {
    name: "without-policy-in-development",
    apply: "serve",
    transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
  };
}
