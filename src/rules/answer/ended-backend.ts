import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { isAlive } from '../../core/facts/process.ts';
import { begunScript } from '../../remedies/start-script.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { failureLine, isFailure } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { correctRaised, type Logged, located } from '../shared/crash-reason.ts';
import { programsAmong } from '../shared/keepers.ts';
import { frontProgram } from './front-program.ts';
import type { UpstreamPlace } from './upstream-place.ts';

/** What a front server forwards to, where it was started beside it and has ended; at least one of these is known. */
export interface EndedBackend {
  /** As the command's own text calls it. */
  readonly name?: string;
  readonly exception?: Logged;
  /** Without an exception: the line of the log that reads like the reason. */
  readonly said?: string;
}

type EndFacts = Known<'app' | 'processes' | 'log' | 'past'>;

/** Undefined where another program lives beside the front server, which may be it, and where nothing tells that one has ended. */
export function endedBackend(seen: EndFacts, place: UpstreamPlace | undefined): EndedBackend | undefined {
  const { app, log } = seen;
  const alive = programsAmong(seen.processes.filter(isAlive));
  if (alive.length === 0 || alive.some(({ command }) => frontProgram(command) === undefined)) return undefined;
  const name = startedBeside(seen, place);
  const exception = log.exceptions.findLast(({ at }) => at >= app.startedAt);
  if (exception !== undefined) return { ...(name !== undefined && { name }), exception };
  const said = reasonIn(seen);
  // Who wrote a line is known where only one may have.
  const isKnown = said !== undefined && (name !== undefined || FPM_ENDED.test(said.whole));
  if (name === undefined && !isKnown) return undefined;
  return { ...(name !== undefined && { name }), ...(isKnown && { said: said.text }) };
}

/** The only program that the command's own text has put into the background beside the front server, and that fits what is forwarded to. */
function startedBeside({ app, processes }: EndFacts, place: UpstreamPlace | undefined): string | undefined {
  const living = programsAmong(processes.filter(isAlive)).map(({ command }) => command);
  const names = begunScript(app.command, living)
    .script.filter((each) => each.isBackground && !each.isConditional && !each.isAwaited && !each.isStopped)
    .filter(({ line, isLooped }) => !isLooped && frontProgram(line.split(' ')) === undefined)
    .map(({ line }) => line);
  const [name, ...more] = place?.expects === 'PHP-FPM' ? names.filter((each) => /\bphp-fpm/.test(each)) : names;
  return more.length === 0 ? name : undefined;
}

/** The last words of PHP-FPM where it does not start. */
const FPM_ENDED = /\bFPM initialization failed$/m;
/** What front servers log, and lines of requests. */
const FRONTS =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: |^\[[^\]]{1,40}\] \[\w*:\w+\] \[pid |^\{"level":|^\[[A-Z]+\]\s+(?:\S+\s+)?\(\d+\) : |\bHTTP\/\d|\b(?:is DOWN, reason: |has no server available!)/;

function reasonIn({ log, past }: EndFacts): { readonly text: string; readonly whole: string } | undefined {
  const lines = [...(past.begun ?? []), ...log.tail].filter(({ text }) => !FRONTS.test(text));
  const text = tellingLine(lines)?.text ?? '';
  const said = isFailure(text) ? text : failureLine(lines);
  return said === undefined ? undefined : { text: said.replace(/[\s.]+$/, ''), whole: wholeOf(lines) };
}

const wholeOf = (lines: readonly LogLine[]): string => lines.map(({ text }) => text.trim()).join('\n');

/** What has become of it, as a part of the sentence. */
export function endedWords({ name, exception, said }: EndedBackend): string {
  const why = exception === undefined ? said : located(exception);
  if (name === undefined) return `the log shows "${why}"`;
  return why === undefined ? `\`${name}\` has ended` : `\`${name}\` has ended (${why})`;
}

/** What to do about it. */
export function endedStep({ name, exception, said }: EndedBackend): string {
  if (exception) return crashAdvice(exception) ?? `${correctRaised(exception)}.`;
  const what = name === undefined ? 'what it forwards to' : `\`${name}\``;
  if (said === undefined) return `Run ${what} by hand in the same image, and see how it ends: the command starts it.`;
  return lineAdvice([said]) ?? `Correct what ended ${what}: ${said}.`;
}

export const endedSeen = ({ exception, said }: EndedBackend): readonly Evidence[] => {
  const observed = exception === undefined ? said : located(exception);
  return observed === undefined ? [] : [{ source: 'log', observed }];
};
