import type { AdviceRow } from './advice-row.ts';

/** Steps for a package manager or a tool that requires another version of Node or Python than the image has. */
export const ENGINE_ADVICE: readonly AdviceRow[] = [
  // Yarn, npm (in two lines), pnpm.
  [
    /The engine "node" is incompatible with this module\. Expected version "([^"]{1,80})"\. Got "([^"]{1,30})"/,
    useNode,
  ],
  [/ notsup Required:\s{1,4}\{.{0,80}?"node":"([^"]{1,80})".{0,120}?"node":"v?([\d.]{1,20})"/, useNode],
  [/^Expected version: (.{1,60}?) Got: v([\d.]{1,20})$/, useNode],
  // Next.js, Vite, Angular, Astro.
  [
    /You are using Node\.js v?([\d.]{1,20}?)\.? For Next\.js, Node\.js version "([^"]{1,60})" is required/,
    (has, wants) => useNode(wants, has),
  ],
  [
    /You are using Node\.js v?([\d.]{1,20}?)\. Vite requires Node\.js version (.{1,60}?)\.(?: |$)/,
    (has, wants) => useNode(wants, has),
  ],
  [
    /Node\.js version v?([\d.]{1,20}) detected\. The Angular CLI requires a minimum Node\.js version of v?([\d.]{1,20}?)\.?$/,
    (has, wants) => useNode(`${wants} or later`, has),
  ],
  [
    /Node\.js v?([\d.]{1,20}) is not supported by .{1,40} Please upgrade Node\.js to a supported version: "([^"]{1,60})"/,
    (has, wants) => useNode(wants, has),
  ],
  // pip, Poetry.
  [/ requires a different Python: ([\d.]{1,20}) not in '([^']{1,40})'/, (has, wants) => usePython(wants, has)],
  [
    /Python version ([\d.]{1,20}) is not supported by the project \(([^)]{1,40})\)/,
    (has, wants) => usePython(wants, has),
  ],
  // Corepack.
  [
    /Cannot find matching keyid: /,
    () =>
      "Add `RUN npm install -g corepack@latest` before `corepack enable` in the Dockerfile: the installed version does not know the registry's current signing keys.",
  ],
];

const usePython = (wants: string, has: string): string =>
  `Use an image with Python ${wants}: this one has ${has}. Or pin a version of the package that supports ${has}.`;

function useNode(wants: string, has: string): string {
  const found = has.replace(/^v/, '');
  return `Use an image with Node ${wants}: this one has ${found}. Or pin a version of the package that supports ${found}.`;
}
