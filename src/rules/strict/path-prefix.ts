import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedMessage } from '../../core/facts/logged-message.ts';
import { isPlain } from '../../remedies/own-line.ts';

/** The path below which the app serves, according to its own words. */
export interface PathPrefix {
  readonly by: 'spring' | 'jetty' | 'tomcat' | 'wildfly' | 'vite' | 'route';
  /** `/shop`. */
  readonly prefix: string;
  /** The line that shows it. */
  readonly line: string;
}

/** How servers log where they serve an app: the path, and for Spring the port before it. */
const FORMS: readonly (readonly [by: PathPrefix['by'], pattern: RegExp])[] = [
  [
    'spring',
    /\b(?:Tomcat|Jetty|Undertow) started on ports?(?:\(s\))?:? (?<port>\d{1,5}) .{0,60}with context path '(?<path>\/?[^'\s]{0,100})'/,
  ],
  ['wildfly', /\bWFLYUT0021: Registered web context: '(?<path>\/[^'\s]{0,100})'/],
  [
    'jetty',
    /\bStarted o\.e\.j\.\w{1,20}(?:\.\w{1,20})?\.\w{1,40}@[0-9a-f]{1,16}\{(?:[^,{}]{0,60},)?(?<path>\/[^,\s]{0,100}),/,
  ],
  [
    'tomcat',
    /\bDeployment of (?:deployment descriptor|web application (?:archive|directory)) \[[^\]]{0,200}\/(?<name>[^/\]]{1,100}?)(?:\.(?:war|xml))?\] has finished/,
  ],
  // A framework that lists its routes as it starts: NestJS, Gin.
  ['route', /\bMapped \{(?<route>\/[^,{}\s]{1,100}), GET\} route\b/],
  ['route', /^\[GIN-debug\] GET {1,12}(?<route>\/\S{1,100}) {1,40}--> /],
];
/** Vite's response to a request outside its base. */
const VITE = /The server is configured with a public base URL of (?<path>\/[^\s<]{1,100}?)\/? - did you mean/;

/** Undefined if the app's words name no path, or include the root or the requested path. */
export function pathPrefix(tail: readonly LogLine[], bodyHead: string, asked: Asked): PathPrefix | undefined {
  const found = [...tail.flatMap(({ text }) => prefixIn(text, asked) ?? []), ...inPage(bodyHead)];
  const isServed = found.some(
    ({ prefix }) => prefix === '' || asked.path === prefix || asked.path.startsWith(`${prefix}/`),
  );
  const prefixes = new Set(found.map(({ prefix }) => prefix));
  return isServed || prefixes.size !== 1 ? undefined : found.at(-1);
}

interface Asked {
  readonly path: string;
  readonly port: number;
}

function prefixIn(text: string, asked: Asked): PathPrefix | undefined {
  const line = loggedMessage(ownText(text));
  for (const [by, pattern] of FORMS) {
    const groups = pattern.exec(line)?.groups;
    const prefix = groups && prefixBy(groups, asked);
    if (prefix !== undefined) return prefix === '' || isPlain(prefix) ? { by, prefix, line } : undefined;
  }
  return undefined;
}

/** Empty for the root. */
function prefixBy(groups: Readonly<Record<string, string>>, { path: asked, port }: Asked): string | undefined {
  const { port: named, path, name, route } = groups;
  if (named !== undefined && Number(named) !== port) return undefined;
  if (route !== undefined && route !== asked && (asked === '/' || !route.endsWith(asked))) return undefined;
  if (route !== undefined) return route.slice(0, -asked.length);
  if (name !== undefined) return name === 'ROOT' ? '' : `/${name.replaceAll('#', '/')}`;
  return path?.replace(/\/$/, '');
}

function inPage(bodyHead: string): readonly PathPrefix[] {
  const path = VITE.exec(bodyHead)?.groups?.['path'];
  return path === undefined || !isPlain(path) ? [] : [{ by: 'vite', prefix: path, line: `base URL of ${path}` }];
}

/** Why the path does not exist, to follow "returned 404: ". */
export function prefixReason({ by, prefix, line }: PathPrefix, path: string): string {
  if (by === 'vite') return `its page says that Vite serves below ${prefix}`;
  return by === 'route'
    ? `the app's log lists that route as ${prefix}${path}`
    : `the app serves below ${prefix}, according to its log ("${line}")`;
}

/** The steps for it, best first. */
export function prefixSteps({ by, prefix }: PathPrefix, path: string, pathIsFree: boolean): readonly string[] {
  const full = `${prefix}${path}`;
  const ask = `Point the check at ${full}, where the app serves it (\`--health-path ${full}\`, and the same on the platform).`;
  const atRoot = AT_ROOT[by](path);
  return pathIsFree ? [ask, `Or ${atRoot}`] : [atRoot.charAt(0).toUpperCase() + atRoot.slice(1)];
}

/** The step that makes the app serve at the root. */
const AT_ROOT: Readonly<Record<PathPrefix['by'], (path: string) => string>> = {
  spring: () =>
    'start it with `SERVER_SERVLET_CONTEXT_PATH=/` in its environment, or without `server.servlet.context-path`, to serve at the root.',
  jetty: () => 'give the app the context path `/` in Jetty to serve at the root.',
  tomcat: () => 'deploy the app as ROOT.war, which Tomcat serves at the root.',
  wildfly: () => "write `<context-root>/</context-root>` in the app's jboss-web.xml to serve at the root.",
  vite: () => 'set `base` to `/` in the configuration of Vite.',
  route: (path) => `exclude ${path} from the prefix that the app gives its routes.`,
};
