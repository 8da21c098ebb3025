import type { Invocation } from '../command-line/invocation.ts';
import { type Language, languageOf } from '../servers/languages.ts';
import type { KnownFramework } from '../servers/server.ts';
import { frameworks } from './frameworks.ts';
import { nodeFrameworks } from './node-frameworks.ts';
import { pythonFrameworks } from './python-frameworks.ts';

/** Signs of the framework besides its command line. */
export interface FrameworkSigns {
  readonly bodyHead?: string;
  readonly frameworkHint?: string;
}

const MAX_BODY = 8_192;
const MAX_HINT = 256;

/** The framework by the first sign that names one: the log, the page that it returned, the server, the command line. */
export function frameworkOf(
  { bodyHead, frameworkHint }: FrameworkSigns,
  programs: readonly Invocation[],
  serverId: string | undefined,
): KnownFramework | undefined {
  const hint = frameworkHint?.slice(0, MAX_HINT).toLowerCase();
  const page = bodyHead?.slice(0, MAX_BODY);
  const possible = frameworks.filter((each) => !isOfOtherLanguage(each, serverId));
  return (
    (hint && frameworks.find((each) => hintNames(each, hint))) ||
    (page && possible.find(({ pages }) => pages.some((pattern) => pattern.test(page)))) ||
    frameworks.find(({ servers }) => serverId !== undefined && servers.includes(serverId)) ||
    frameworks.find(({ runs }) => runs !== undefined && programs.some((program) => runs(program)))
  );
}

const hintNames = ({ id, name }: KnownFramework, hint: string): boolean =>
  hint.split(/[^a-z0-9.+-]+/).includes(id) || hint.includes(name.toLowerCase());

/** A page may only resemble a framework's page: a Python server runs no Node framework. */
function isOfOtherLanguage(framework: KnownFramework, serverId: string | undefined): boolean {
  const language = languageOf(serverId);
  const own = OWN.find(([, frameworks]) => frameworks.some(({ id }) => id === framework.id))?.[0];
  return language !== undefined && own !== undefined && language !== own;
}

const OWN: readonly (readonly [Language, readonly Pick<KnownFramework, 'id'>[]])[] = [
  ['python', pythonFrameworks],
  ['node', nodeFrameworks],
  ['ruby', [{ id: 'rails' }]],
];
