import type { Instant } from '../../core/clock.ts';
import type { YieldedPort } from '../../core/facts/own-api.ts';

/** What an agent makes the launcher keep for the agent that takes over. One line, with each part at most once. */
export interface Kept {
  /** Which endpoints passed their release check, and when the last one did. */
  readonly released?: { readonly at: Instant; readonly ports: readonly number[] };
  readonly yielded?: YieldedPort;
  /** It was logged already that the API could not be opened. */
  readonly isApiOff?: true;
  /** What was logged already, in the form of the log sink: printable, without blanks. */
  readonly said?: string;
}

/** The launcher accepts no longer line (src/launcher/launcher.h). */
const MOST_BYTES = 1_000;

/** `released=MS:PORT,PORT yielded=MS:REASON:PORT:HOST api=off said=WORDS`, in this order. `said` is left out where it does not fit. */
export function keptLine({ released, yielded, isApiOff, said = '' }: Kept): string {
  const parts = [
    ...(released ? [`released=${released.at}:${released.ports.join(',')}`] : []),
    ...(yielded ? [`yielded=${Math.trunc(yielded.at)}:${yielded.reason}:${yielded.port}:${yielded.host}`] : []),
    ...(isApiOff ? ['api=off'] : []),
  ];
  const short = parts.join(' ');
  const whole = [...parts, ...(said === '' ? [] : [`said=${said}`])].join(' ');
  return whole.length <= MOST_BYTES ? whole : short;
}

/** Parses a line of kept state. Skips a part in an unknown form. */
export function parseKept(line: string): Kept {
  const parts = new Map(
    line.split(' ').map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, Math.max(0, equals)), part.slice(equals + 1)];
    }),
  );
  const released = parseReleased(parts.get('released') ?? '');
  const yielded = parseYielded(parts.get('yielded') ?? '');
  const said = parts.get('said');
  return {
    ...(released && { released }),
    ...(yielded && { yielded }),
    ...(parts.get('api') === 'off' && { isApiOff: true }),
    ...(said !== undefined && { said }),
  };
}

function parseReleased(text: string): Kept['released'] {
  const [, at, ports] = /^(\d{1,15}):(\d{1,5}(?:,\d{1,5}){0,15})$/.exec(text) ?? [];
  return at === undefined || ports === undefined ? undefined : { at: Number(at), ports: ports.split(',').map(Number) };
}

function parseYielded(text: string): YieldedPort | undefined {
  const [, at, reason, port, host] = /^(\d{1,15}):(endpoint|bind-failed):(\d{1,5}):(\S{1,64})$/.exec(text) ?? [];
  if (host === undefined) return undefined;
  return { at: Number(at), reason: reason === 'endpoint' ? reason : 'bind-failed', port: Number(port), host };
}
