import type { Invocation } from '../command-line/invocation.ts';
import type { KnownFramework } from '../servers/server.ts';
import { frameworks } from './frameworks.ts';

/** What may tell the framework besides its command line. */
export interface FrameworkSigns {
  readonly bodyHead?: string;
  readonly frameworkHint?: string;
}

const MAX_BODY = 8_192;
const MAX_HINT = 256;

/** The framework by the first sign that names one: the log's word, the page that it answered with, the server, the command line. */
export function frameworkOf(
  { bodyHead, frameworkHint }: FrameworkSigns,
  programs: readonly Invocation[],
  serverId: string | undefined,
): KnownFramework | undefined {
  const hint = frameworkHint?.slice(0, MAX_HINT).toLowerCase();
  const page = bodyHead?.slice(0, MAX_BODY);
  return (
    (hint && frameworks.find((each) => hintNames(each, hint))) ||
    (page && frameworks.find(({ pages }) => pages.some((pattern) => pattern.test(page)))) ||
    frameworks.find(({ servers }) => serverId !== undefined && servers.includes(serverId)) ||
    frameworks.find(({ runs }) => runs !== undefined && programs.some((program) => runs(program)))
  );
}

const hintNames = ({ id, name }: KnownFramework, hint: string): boolean =>
  hint.split(/[^a-z0-9.+-]+/).includes(id) || hint.includes(name.toLowerCase());
