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

/** The backend of a front server, which was started next to it and has exited; at least one member is set. */
export interface EndedBackend {
  /** As written in the app's command. */
  readonly name?: string;
  readonly exception?: Logged;
  /** The line of the log that reads like the reason, if there is no exception. */
  readonly said?: string;
}

type EndFacts = Known<'app' | 'processes' | 'log' | 'past'>;

/** Undefined if another running program may be the backend, or if nothing shows that one has exited. */
export function endedBackend(seen: EndFacts, place: UpstreamPlace | undefined): EndedBackend | undefined {
  const { app, log } = seen;
  const alive = programsAmong(seen.processes.filter(isAlive));
  if (alive.length === 0 || alive.some(({ command }) => frontProgram(command) === undefined)) return undefined;
  const name = startedBeside(seen, place);
  const exception = log.exceptions.findLast(({ at }) => at >= app.startedAt);
  if (exception !== undefined) return { ...(name !== undefined && { name }), exception };
  const said = reasonIn(seen);
  // The writer of a line is known if only one program can have written it.
  const isKnown = said !== undefined && (name !== undefined || FPM_ENDED.test(said.whole));
  if (name === undefined && !isKnown) return undefined;
  return { ...(name !== undefined && { name }), ...(isKnown && { said: said.text }) };
}

/** The only program that the command puts into the background next to the front server, and that fits its backend. */
function startedBeside({ app, processes }: EndFacts, place: UpstreamPlace | undefined): string | undefined {
  const living = programsAmong(processes.filter(isAlive)).map(({ command }) => command);
  const names = begunScript(app.command, living)
    .script.filter((each) => each.isBackground && !each.isConditional && !each.isAwaited && !each.isStopped)
    .filter(({ line, isLooped }) => !isLooped && frontProgram(line.split(' ')) === undefined)
    .map(({ line }) => line);
  const [name, ...more] = place?.expects === 'PHP-FPM' ? names.filter((each) => /\bphp-fpm/.test(each)) : names;
  return more.length === 0 ? name : undefined;
}

/** PHP-FPM's last line if it does not start. */
const FPM_ENDED = /\bFPM initialization failed$/m;
/** Lines of front servers, and access lines. */
const FRONTS =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: |^\[[^\]]{1,40}\] \[\w*:\w+\] \[pid |^\{"level":|^\[[A-Z]+\]\s+(?:\S+\s+)?\(\d+\) : |\bHTTP\/\d|\b(?:is DOWN, reason: |has no server available!)/;

function reasonIn({ log, past }: EndFacts): { readonly text: string; readonly whole: string } | undefined {
  const lines = [...(past.begun ?? []), ...log.tail].filter(({ text }) => !FRONTS.test(text));
  const text = tellingLine(lines)?.text ?? '';
  const said = isFailure(text) ? text : failureLine(lines);
  return said === undefined ? undefined : { text: said.replace(/[\s.]+$/, ''), whole: wholeOf(lines) };
}

const wholeOf = (lines: readonly LogLine[]): string => lines.map(({ text }) => text.trim()).join('\n');

/** What happened to the backend, as part of a sentence. */
export function endedWords({ name, exception, said }: EndedBackend): string {
  const why = exception === undefined ? said : located(exception);
  if (name === undefined) return `the log shows "${why}"`;
  return why === undefined ? `\`${name}\` has exited` : `\`${name}\` has exited (${why})`;
}

/** The step for it. */
export function endedStep({ name, exception, said }: EndedBackend): string {
  if (exception) return crashAdvice(exception) ?? `${correctRaised(exception)}.`;
  const what = name === undefined ? 'the backend' : `\`${name}\``;
  if (said === undefined) return `Run ${what} by hand in the same image to see why it exits.`;
  return lineAdvice([said]) ?? `Fix what made ${what} exit: ${said}.`;
}

export const endedSeen = ({ exception, said }: EndedBackend): readonly Evidence[] => {
  const observed = exception === undefined ? said : located(exception);
  return observed === undefined ? [] : [{ source: 'log', observed }];
};
