import type { Probed } from '../../core/checks/newest-probes.ts';
import { acceptsStatus, wantedStatus, wantsStatus } from '../../core/checks/profile.ts';
import type { Settings } from '../../core/checks/settings.ts';
import type { Confidence } from '../../core/diagnosis/diagnosis.ts';
import type { Answer, Probe, Variant } from '../../core/facts/probe.ts';
import type { Log } from '../../core/memory/facts.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { failingProbes } from './last-probe.ts';

/** What shows that the app refuses the Host header. */
export interface HostProof {
  readonly confidence: Confidence;
  readonly source: 'log' | 'probe';
  /** The app's own words. */
  readonly words?: string;
  /** The same request with another Host, which succeeded. */
  readonly variant?: Variant;
  /** The framework that wrote the log line. */
  readonly framework?: string;
}

/** Why a response with an unwanted status fails the check; exactly one reason fits each response. */
export type StrictReason =
  | { readonly kind: 'tls' }
  | { readonly kind: 'host-rejected'; readonly proof: HostProof }
  | { readonly kind: 'redirect' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'status' };

/** The facts that show the reason, the server and the framework. */
export const strictNeeds = ['app', 'endpoints', 'probes', 'log'] as const;

/** A failing probe that got an HTTP response with a status that the check does not accept. */
export interface StrictFailure {
  readonly probe: Probe;
  readonly answer: Answer;
  readonly reason: StrictReason;
  /** "200", or "200 to 399". */
  readonly wanted: string;
}

/** The newest responses that fail for the reason `kind`, one per endpoint; none if the check accepts any status. */
export function strictFailures(
  seen: Probed & { readonly settings: Settings; readonly log: Log },
  kind: StrictReason['kind'],
): readonly StrictFailure[] {
  if (!wantsStatus(seen.settings)) return [];
  const wanted = wantedStatus(seen.settings);
  return failingProbes(seen).flatMap((probe) => {
    if (probe.outcome.kind !== 'answered') return [];
    const reason = reasonOf(probe, probe.outcome, seen.log, seen.settings);
    return reason.kind === kind ? [{ probe, answer: probe.outcome, reason, wanted }] : [];
  });
}

/** The texts that nginx, Go, Apache httpd and Tomcat return to plain HTTP on a TLS port. */
const PLAIN_ON_TLS =
  /plain HTTP request was sent to HTTPS port|Client sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled server port|combination of host and port requires TLS/i;

/** Whether an HTTP response only says that the port speaks TLS. */
export const saysTls = (answer: Answer, identity: Probe['identity']): boolean =>
  PLAIN_ON_TLS.test(answer.bodyHead) || (answer.status === 400 && identity === 'tls');

function reasonOf(probe: Probe, answer: Answer, log: Log, settings: Settings): StrictReason {
  if (saysTls(answer, probe.identity)) return { kind: 'tls' };
  const proof = hostProof(probe, answer, log, settings);
  if (proof !== undefined) return { kind: 'host-rejected', proof };
  if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) return { kind: 'redirect' };
  return { kind: answer.status === 404 ? 'not-found' : 'status' };
}

const REFUSALS: readonly number[] = [400, 403, 404, 421];
/** The words with which Django, Rails, Vite and webpack-dev-server refuse a host by name. */
const HOST_WORDS =
  /HTTP_HOST|ALLOWED_HOSTS|blocked hosts?|host authorization|allowedHosts|invalid host|host header|this host|is not trusted/i;
/** The whole responses of Starlette and webpack-dev-server, which name no host. */
const HOST_REFUSED = /^Invalid (?:host|Host(?:\/Origin)?) header$/;
/** Django's whole response with DEBUG off; other suspicious requests get it too. */
const BARE_DJANGO = /<h1>Bad Request \(400\)<\/h1>/;
const REJECTION_AGE_MS = 60_000;

function hostProof(probe: Probe, answer: Answer, log: Log, settings: Settings): HostProof | undefined {
  if (!REFUSALS.includes(answer.status)) return undefined;
  const names = namesOf(probe.host ?? '');
  const rejection = log.hostRejections.findLast(
    ({ line, at }) => at >= probe.at - REJECTION_AGE_MS && names.some((name) => line.includes(name)),
  );
  if (rejection) {
    return { confidence: 'certain', source: 'log', words: rejection.line, framework: rejection.framework };
  }
  const sentence = hostSentence(answer.bodyHead, names);
  if (sentence !== undefined) return { confidence: 'certain', source: 'probe', words: sentence };
  const whole = answer.bodyHead.trim();
  if (HOST_REFUSED.test(whole)) return { confidence: 'certain', source: 'probe', words: whole };
  const variant = probe.variants.find((each) => each.changed === 'host' && getsThrough(each.status, settings));
  if (variant) return { confidence: 'certain', source: 'probe', variant };
  const isBareDjango = answer.status === 400 && BARE_DJANGO.test(answer.bodyHead);
  return isBareDjango
    ? { confidence: 'likely', source: 'probe', words: 'Bad Request (400)', framework: 'django' }
    : undefined;
}

/** The host as sent, and without its port: frameworks name either. */
const namesOf = (host: string): readonly string[] =>
  [host, host.replace(/:\d+$/, '')].filter((name) => name.length > 0);

const getsThrough = (status: number, settings: Settings): boolean => status < 400 || acceptsStatus(settings, status);

/** The first line of a page, without markup, that refuses the host by name. */
function hostSentence(bodyHead: string, names: readonly string[]): string | undefined {
  const lines = bodyHead.split(/<\/?(?:p|h\d|title|pre|br|div|li|code)\b[^>]*>|\r?\n/);
  const sentence = lines.find((line) => HOST_WORDS.test(line) && names.some((name) => line.includes(name)));
  return sentence === undefined ? undefined : quotable(sentence.replaceAll(/<[^>]*>/g, '').trim(), 200);
}
