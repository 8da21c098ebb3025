import type { Exception } from '../../core/facts/log-event.ts';
import { placeNames } from '../../core/facts/survivors.ts';
import { nameObject } from '../../remedies/app-object.ts';
import { listenNameStep } from '../../remedies/listen-name.ts';
import { badPortStep } from '../../remedies/port-value.ts';
import { stalePidIn, stalePidStep } from '../../remedies/stale-pid.ts';
import { tellingLine } from '../lines/last-words.ts';
import { type AdviceRow, install } from './advice-row.ts';
import { ANSWER_ADVICE } from './answer-advice.ts';
import { BUILD_ADVICE } from './build-advice.ts';
import { CODE_ADVICE } from './code-advice.ts';
import { DEPLOY_STEPS } from './deploy-steps.ts';
import { ENGINE_ADVICE } from './engine-advice.ts';
import { FILE_ADVICE } from './file-advice.ts';
import { FRONT_CONFIG_WORDS, type WordsRow } from './front-config-advice.ts';
import { GIVEN_ADVICE } from './given-advice.ts';
import { MIGRATION_ADVICE } from './migration-advice.ts';
import { missingVariable, othersMissing } from './missing-variable.ts';
import { MODULE_ADVICE } from './module-advice.ts';
import { OPTION_WORDS } from './option-words.ts';
import { REFUSED_WORDS } from './refused-words.ts';
import { listenOnAny, NEEDS, SYSTEM_ADVICE } from './system-advice.ts';
import { WEB_CONFIG_WORDS } from './web-config-advice.ts';

/** The step for an exception that made an app exit. Undefined if neither its text nor its chain shows what to do. */
export function crashAdvice({
  text,
  cause,
  outer,
  where,
  isListening,
  lookedIn,
}: Pick<Exception, 'text' | 'cause' | 'outer' | 'where' | 'isListening' | 'lookedIn'>): string | undefined {
  if (isListening && UNKNOWN_NAME.test(text))
    return listenOnAny(/(?:ENOTFOUND|EAI_AGAIN|lookup) (\S{1,253})/.exec(text)?.[1] ?? '');
  const others = [cause, outer].map((each) => each && adviceFor(each, where));
  const advice = [adviceFor(text, where, lookedIn), ...others].find((each) => each);
  return advice === undefined && UNNAMED_VARIABLE.test(text) ? setUnnamed(where) : advice || undefined;
}

/** Whether a text names something that the app itself lacks or does wrong, and not another host. */
export function namesOwnLack(text: string): boolean {
  const advice = crashAdvice({ text });
  return advice !== undefined && !advice.startsWith(NEEDS);
}

function adviceFor(text: string, where?: string, lookedIn?: Exception['lookedIn']): string | undefined {
  return advised(DEPLOY_STEPS, text) ?? variableAdvice(text, lookedIn) ?? advised(ALL_ADVICE, text, where);
}

function variableAdvice(text: string, lookedIn?: Exception['lookedIn']): string | undefined {
  const name = missingVariable(text, lookedIn);
  return name === undefined ? undefined : setVariable(name, othersMissing(text, name));
}

function advised(rows: readonly AdviceRow[], text: string, where?: string): string | undefined {
  for (const [pattern, advise] of rows) {
    const match = pattern.exec(text);
    if (match !== null) return advise(match[1] ?? '', match[2] ?? '', where);
  }
  return undefined;
}

/** How resolvers report that a name has no address. */
const UNKNOWN_NAME =
  /ENOTFOUND|EAI_AGAIN|no such host|(?:Name or service|nodename nor servname) |Name does not resolve|name resolution/;

/** The step for a failed lookup of the name that the command makes the server listen on; undefined in every other case. */
export const listenAdvice = (lines: readonly string[], command: readonly string[]): string | undefined =>
  lines.some((line) => UNKNOWN_NAME.test(line)) ? listenNameStep(command) : undefined;

/** Rust's VarError, which does not name the variable. */
const UNNAMED_VARIABLE = /\bNotPresent\b|environment variable not found/;

const setUnnamed = (where: string | undefined): string =>
  `Set the environment variable that ${where ?? 'the app'} reads: it is not set in this container. The error does not name it.`;

/** The step for a program's last lines if it raised no exception; undefined if no line shows what to do. */
export function lineAdvice(lines: readonly string[], command: readonly string[] = []): string | undefined {
  const stale = stalePidIn(lines);
  if (stale) return stalePidStep(stale, command);
  const other = otherScript(lines);
  if (other !== undefined) return other;
  const telling = tellingLine(lines.map((text) => ({ origin: '', text })));
  return badPortStep(lines, command) ?? lastWordsAdvice(lines) ?? (telling && crashAdvice(telling));
}

/** The script that npm suggests instead of one that package.json does not have. */
function otherScript(lines: readonly string[]): string | undefined {
  const at = lines.findLastIndex((line) => NO_SCRIPT.test(line));
  const missing = NO_SCRIPT.exec(lines[at] ?? '')?.[1] ?? '';
  const after = lines.slice(at + 1);
  const meant = after.findIndex((line) => /^npm (?:error|ERR!) Did you mean (?:this|one of these)\?$/.test(line));
  const command = meant < 0 || at < 0 ? undefined : SUGGESTED.exec(after[meant + 1] ?? '')?.[1];
  return command === undefined || !/^[\w:.-]+$/.test(missing)
    ? undefined
    : `Start it with \`${command}\` instead of \`npm run ${missing}\`: package.json has no script "${missing}", and npm suggests this one.`;
}

const NO_SCRIPT = /^npm (?:error|ERR!) Missing script: "([^"]{1,100})"$/;
const SUGGESTED = /^npm (?:error|ERR!)\s{1,8}(npm (?:start|run [\w:.-]{1,60}))(?: #.{0,200})?$/;

/** The first step for the newest matching line, alone or with the line before it, which may name the place. */
function lastWordsAdvice(lines: readonly string[]): string | undefined {
  const texts = lines.flatMap((line, at) => [line, `${lines[at - 1] ?? ''} ${line}`]);
  for (const text of texts.toReversed()) {
    for (const [pattern, advise] of LAST_WORDS) {
      const match = pattern.exec(text);
      if (match !== null) return advise(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    }
  }
  return undefined;
}

const LAST_WORDS: readonly WordsRow[] = [
  ...ENGINE_ADVICE,
  ...MIGRATION_ADVICE,
  ...OPTION_WORDS,
  // Uvicorn.
  [
    /\bError loading ASGI app\. Attribute "([\w.]{1,100})" not found in module "([\w.]{1,100})"\.$/,
    (attribute, module) => nameObject(module, attribute),
  ],
  ...FRONT_CONFIG_WORDS,
  ...WEB_CONFIG_WORDS,
  ...REFUSED_WORDS,
  // dotnet.
  [
    /\bThe application '([^']{1,100})' does not exist\.$/,
    (file) => `Put ${file} into the image, or correct its name: \`dotnet\` cannot find it.`,
  ],
  // nginx under a user other than root.
  [
    /\[emerg\](?: \d{1,10}#\d{1,10}:)? mkdir\(\) "([^"]{1,300})" failed \(13: Permission denied\)/,
    () =>
      `Put ${TEMP_PATHS.map((name) => `\`${name}_temp_path /tmp/${name};\``).join(', ')} into the http block of nginx.conf: nginx's user cannot write to the default directories.`,
  ],
  [
    /\[emerg\](?: \d{1,10}#\d{1,10}:)? open\(\) "([^"]{1,300}\.pid)" failed \(13: Permission denied\)/,
    () => "Put `pid /tmp/nginx.pid;` at the top of nginx.conf: nginx's user cannot write to the default file.",
  ],
  [NO_SCRIPT, writeScript],
  // Yarn 1 and later, pnpm, Bun.
  [/^error Command "([^"]{1,100})" not found\.$/, writeScript],
  [/^Usage Error: Couldn't find a script named "([^"]{1,100})"/, writeScript],
  [/^\s?ERR_PNPM_NO_SCRIPT(?:_OR_SERVER)?\s{1,4}Missing script:? (\S{1,100})/, writeScript],
  [
    /^Could not find (\S{1,100}?)(?:-\d[\w.]{0,30})?(?:, \S.{0,200})? in (?:locally installed gems|any of the sources)/,
    (name) =>
      install(
        `the gem ${name}`,
        'run bundle install in the Dockerfile, with the Gemfile.lock that the app starts with',
      ),
  ],
  [/^error: Script not found "([^"]{1,100})"/, writeScript],
];

function writeScript(name: string): string {
  return `Add the script "${name}" to package.json, or start the server directly as the container's command.`;
}
const TEMP_PATHS: readonly string[] = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

function setVariable(name: string, others: readonly string[]): string {
  const more = others.length === 0 ? '' : ` The error also names ${placeNames(others)}.`;
  return `Set the environment variable ${name} for this container: the app reads it, but it is not set.${more}`;
}

const ALL_ADVICE: readonly AdviceRow[] = [
  ...MIGRATION_ADVICE,
  ...ENGINE_ADVICE,
  ...ANSWER_ADVICE,
  ...BUILD_ADVICE,
  ...GIVEN_ADVICE,
  ...SYSTEM_ADVICE,
  ...MODULE_ADVICE,
  ...FILE_ADVICE,
  ...CODE_ADVICE,
];
