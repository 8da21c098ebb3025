import type { Edit } from './edit.ts';
import { type FixableApp, withFile, withFlag, withPrepared, withVariable } from './fixable-app.ts';
import { isOwnFlag } from './own-flags.ts';

const ASSIGNMENTS = /^(?:[A-Z_][A-Z0-9_]*=(?:'[^']*'|"[^"]*"|\S*)\s*)+$/;

/** `NAME=value`, alone: a variable of the container. */
export const setVariable: Edit = ({ verb, quote }, app) => {
  if (verb !== 'use' || !ASSIGNMENTS.test(quote)) return undefined;
  return [...quote.matchAll(/([A-Z_][A-Z0-9_]*)=('[^']*'|"[^"]*"|\S*)/g)].reduce<FixableApp>(
    (changed, [, name = '', value = '']) => withVariable(changed, name, value.replace(/^(['"])(.*)\1$/, '$2')),
    app,
  );
};

/** What the Dockerfile says or runs: `EXPOSE 8000`, `RUN chmod +x FILE`, `rm -f FILE` before the start. */
export const changeImage: Edit = ({ verb, quote, old }, app) => {
  const exposed = /^EXPOSE (\d+)$/.exec(quote)?.[1];
  if (verb !== 'use') return undefined;
  if (exposed !== undefined) return exposing(app, exposed, old?.replace('EXPOSE ', ''));
  const command = /^RUN (.+)$/.exec(quote)?.[1] ?? /^(?:chmod|chown|rm|mkdir|ln|sed|touch) .+$/.exec(quote)?.[0];
  return command === undefined || /\b(?:FILE|PROGRAM|NAME|DIRECTORY)\b/.test(command)
    ? undefined
    : withPrepared(app, command);
};

/** One more port of the image; in place of an old one, the endpoint moves with it. */
function exposing(app: FixableApp, port: string, old: string | undefined): FixableApp {
  const at = app.flags.indexOf('--expose');
  const now = at < 0 ? [] : (app.flags[at + 1]?.split(',') ?? []);
  const ports = [...now.filter((each) => each !== old), port];
  const exposed = withFlag(app, '--expose', ports.join(','));
  return old !== undefined && exposed.flags.includes('--endpoint') ? withFlag(exposed, '--endpoint', port) : exposed;
}

/** What the platform is told, in sidewatch's own flags or in the words of its command line. */
export const changePlatform: Edit = ({ verb, quote }, app) => {
  if (verb !== 'use') return undefined;
  const [, flag = '', value = ''] = /^(?:sidewatch run )?(--[\w-]+) (\S+)$/.exec(quote) ?? [];
  if (isOwnFlag(flag)) return withFlag(app, flag, value);
  const port = /^aptible endpoints:\w+:modify .*--port (\d+)/.exec(quote)?.[1];
  if (port !== undefined) return withFlag(app, '--endpoint', port);
  const seconds = /\bRELEASE_HEALTHCHECK_TIMEOUT=(\d+)/.exec(quote)?.[1];
  return seconds === undefined ? undefined : withFlag(app, '--release-timeout', seconds);
};

/** What a step asks for in plain words, since it has no form of its own; each with what it changes. */
const SENTENCES: readonly (readonly [RegExp, (found: RegExpExecArray, app: FixableApp) => FixableApp | undefined])[] = [
  [
    /\b[Ss]et the environment variables? ([A-Za-z_]\w*)\b(?: to `([^`]+)`)?/,
    ([, name = '', value], app) => withVariable(app, name, value ?? plausible(name)),
  ],
  [/^Put (\S+) into the image\b/, ([, path = ''], app) => placed(path, app)],
  [/\bRaise the memory limit of the container\b/, (_, app) => moreMemory(app)],
  [/\bGive the container more CPU time\b/, (_, app) => moreCores(app)],
];

/** A step without a quote that can be applied. */
export function applySentence(step: string, app: FixableApp): FixableApp | undefined {
  for (const [pattern, change] of SENTENCES) {
    const found = pattern.exec(step);
    if (found !== null) return change(found, app);
  }
  return undefined;
}

/** A file of data with some text in it; code would have to be written. */
function placed(path: string, app: FixableApp): FixableApp | undefined {
  if (/\.(?:[cm]?[jt]sx?|py|rb|ru|php|jar|so[\d.]*)$/.test(path) || !/^[\w./-]+$/.test(path)) return undefined;
  return path.startsWith('/')
    ? withPrepared(app, `mkdir -p "$(dirname ${path})" && echo example >${path}`)
    : withFile(app, path.replace(/^\.\//, ''), 'example\n');
}

/** What a person who knows no more than the name may put there. */
function plausible(name: string): string {
  if (/(?:URL|URI|DSN)$/.test(name)) return 'postgres://app:app@127.0.0.1:5432/app';
  if (/PORT$/.test(name)) return '5432';
  if (/HOST$/.test(name)) return '127.0.0.1';
  return 'example';
}

const moreMemory = ({ limits, ...app }: FixableApp): FixableApp | undefined =>
  limits?.memoryBytes === undefined
    ? undefined
    : { ...app, limits: { ...limits, memoryBytes: limits.memoryBytes * 4 } };

const moreCores = ({ limits, ...app }: FixableApp): FixableApp | undefined =>
  limits?.cores === undefined ? undefined : { ...app, limits: { ...limits, cores: Math.max(1, limits.cores * 4) } };
