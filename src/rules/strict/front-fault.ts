import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { Answer, Probe } from '../../core/facts/probe.ts';
import type { ServerSigns } from '../shared/server-signs.ts';

/** Why a web server, or the PHP-FPM behind it, returns its own error. */
export interface FrontFault {
  readonly kind:
    | 'no-index'
    | 'no-file'
    | 'no-fallback'
    | 'rewrite-loop'
    | 'limited'
    | 'unreadable'
    | 'denied'
    | 'no-script'
    | 'script-unreadable'
    | 'script-extension'
    | 'own-page';
  readonly front: Front;
  /** The file or directory that it names. */
  readonly path?: string;
  /** Its own line in the log. */
  readonly line?: string;
}

export type Front = 'nginx' | 'Apache' | 'lighttpd' | 'HAProxy' | 'PHP-FPM';

/** How a server logs it; the group captures what it names. */
interface Form {
  readonly kind: FrontFault['kind'];
  readonly front: Front;
  readonly pattern: RegExp;
  /** The statuses that it then returns. */
  readonly statuses: readonly number[];
}

// Anchored at the start of the line: a message that only quotes a line does not match.
const NGINX = '^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[(?:error|crit)\\] \\d+#\\d+: \\*\\d+ ';
const APACHE =
  '^\\[[^\\]]{1,40}\\] \\[\\w{1,40}:(?:error|crit|info)\\] \\[pid \\d[^\\]]{0,60}\\] (?:\\(\\d+\\)[^:]{1,60}: )?\\[client [^\\]]{1,60}\\] ';
const FPM = 'FastCGI sent in stderr: ".{0,160}?';
const QUOTED = '"(/[^"]{0,300})"';

const form = (
  kind: FrontFault['kind'],
  front: Front,
  head: string,
  words: string,
  ...statuses: readonly number[]
): Form => ({ kind, front, pattern: new RegExp(head + words), statuses });

const FORMS: readonly Form[] = [
  form('no-index', 'nginx', NGINX, `directory index of ${QUOTED} is forbidden`, 403),
  form(
    'unreadable',
    'nginx',
    NGINX,
    `(?:\\w+\\(\\) )?${QUOTED} (?:failed|is forbidden) \\(13: Permission denied\\)`,
    403,
  ),
  form('denied', 'nginx', NGINX, 'access forbidden by rule', 403),
  form(
    'no-file',
    'nginx',
    NGINX,
    `(?:open\\(\\) )?${QUOTED} (?:failed|is not found) \\(2: No such file or directory\\)`,
    404,
  ),
  form(
    'no-fallback',
    'nginx',
    NGINX,
    `rewrite or internal redirection cycle while internally redirecting to ${QUOTED}`,
    500,
  ),
  form('limited', 'nginx', NGINX, 'limiting (?:requests|connections).{0,60} by zone "(\\w{1,60})"', 503, 429),
  form('rewrite-loop', 'Apache', APACHE, 'AH00124: Request exceeded the limit of \\d+ internal redirects', 500),
  form('no-script', 'nginx', NGINX, `${FPM}Primary script unknown`, 404),
  form(
    'script-unreadable',
    'nginx',
    NGINX,
    `${FPM}Unable to open primary script: (/\\S{1,300}) \\(Permission denied\\)`,
    403,
  ),
  form('script-extension', 'nginx', NGINX, `${FPM}Access to the script '([^']{0,300})' has been denied`, 403),
  form(
    'no-index',
    'Apache',
    APACHE,
    'AH01276: Cannot serve directory (/.{0,300}?): No matching DirectoryIndex',
    403,
    404,
  ),
  form('unreadable', 'Apache', APACHE, 'AH00132: file permissions deny server access: (/.{1,300})$', 403),
  form(
    'unreadable',
    'Apache',
    APACHE,
    "AH00035: access to .{1,200} denied \\(filesystem path '(/[^']{1,300})'\\)",
    403,
  ),
  form('unreadable', 'Apache', APACHE, "AH00529: .{1,300} is readable and that '(/[^']{1,300})' is executable", 403),
  form('denied', 'Apache', APACHE, 'AH0(?:1630|1797): client denied by server configuration: (/.{0,300})$', 403),
  form('no-file', 'Apache', APACHE, 'AH00128: File does not exist: (/.{1,300})$', 404),
  form('no-script', 'Apache', APACHE, "AH01071: Got error '.{0,160}?Primary script unknown", 404),
  form(
    'script-unreadable',
    'Apache',
    APACHE,
    "AH01071: Got error '.{0,160}?Unable to open primary script: (/\\S{1,300}) \\(Permission denied\\)",
    403,
  ),
  form(
    'script-extension',
    'Apache',
    APACHE,
    "AH01071: Got error '.{0,160}?Access to the script '([^']{0,300})' has been denied",
    403,
  ),
];

/** The pages of servers that forbid a request themselves and need not log why. */
const OWN_PAGES: readonly (readonly [front: Front, kind: 'denied' | 'own-page', page: RegExp, header?: RegExp])[] = [
  ['nginx', 'own-page', /<h1>403 Forbidden<\/h1><\/center>\s{0,4}<hr><center>nginx/],
  [
    'Apache',
    'own-page',
    /<h1>Forbidden<\/h1>\s{0,4}<p>You don't have permission to access (?:this resource|\/)/,
    /^Apache/,
  ],
  ['lighttpd', 'own-page', /<h1>403 Forbidden<\/h1>/, /^lighttpd/],
  [
    'HAProxy',
    'denied',
    /^<html><body><h1>403 Forbidden<\/h1>\s{0,4}Request forbidden by administrative rules\.\s{0,4}<\/body>/,
  ],
];

/** The whole response of PHP-FPM if it does not find the script. */
const NO_SCRIPT = /^File not found\.$/;
const FPM_PROGRAM = /^(?:\S{0,200}\/)?php-fpm[\d.]{0,6}(?::|$|\s)/;

/** A line in a file may be timed slightly before the request that caused it. */
const EARLY_MS = 500;

/** Why the web server gives this response, by its log or its page; undefined if neither shows it, as for an app behind it. */
export function frontFault(
  { log }: Pick<Known<'log'>, 'log'>,
  probe: Probe,
  answer: Answer,
  { commands }: ServerSigns,
): FrontFault | undefined {
  const { status, bodyHead, server = '' } = answer;
  const logged = log.tail
    .filter(({ at = log.lastWrittenAt ?? 0 }) => at >= probe.at - EARLY_MS)
    .toReversed()
    .map((line) => faultIn(line, probe, status))
    .find((found) => found !== undefined);
  if (logged !== undefined) return logged;
  const hasFpm = commands.some(([program = '']) => FPM_PROGRAM.test(program));
  if (status === 404 && hasFpm && NO_SCRIPT.test(bodyHead.trim())) return { kind: 'no-script', front: 'PHP-FPM' };
  if (status !== 403) return undefined;
  const [front, kind] =
    OWN_PAGES.find(([, , page, header]) => page.test(bodyHead) && (header?.test(server) ?? true)) ?? [];
  return front && kind && { kind, front };
}

function faultIn({ text }: LogLine, { path = '/' }: Probe, status: number): FrontFault | undefined {
  const line = ownText(text);
  const asked = REQUEST.exec(line)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (asked !== undefined && asked !== path) return undefined;
  for (const { kind, front, pattern, statuses } of FORMS) {
    const found = statuses.includes(status) ? pattern.exec(line) : null;
    if (found === null) continue;
    const [, file] = found;
    if (front === 'Apache' && NAMES_ASKED.includes(kind) && !isFileOf(file ?? '', path)) return undefined;
    return { kind, front, line, ...(file !== undefined && { path: file }) };
  }
  return undefined;
}

/** The path that nginx names, and Apache in one of its forms. */
const REQUEST =
  /, request: "[A-Z]{3,10} ([^\s"]{1,300}) HTTP\/[\d.]+"|AH00035: access to (\/\S{0,300}) denied \(filesystem path/;
/** Apache names no request in these: the file must match the path, as it does below a DocumentRoot. */
const NAMES_ASKED: readonly FrontFault['kind'][] = ['no-index', 'denied', 'no-file'];

const isFileOf = (file: string, path: string): boolean => {
  const plain = path.replace(/[?#].*$/, '').replace(/\/$/, '');
  const whole = file.replace(/\/$/, '');
  return plain === '' ? !/\/[^/]*\.[^/]*$/.test(whole) : whole.endsWith(plain);
};

const LOGGED_MS = 300;

/** Whether a web server has just responded, and its line may still come. */
export const mayYetLog = ({ server = '' }: Answer, since: Instant, at: Instant): boolean =>
  /^(?:nginx|openresty|Apache|lighttpd)\b(?!-Coyote)/i.test(server) && at - since < LOGGED_MS;
