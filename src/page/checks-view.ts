import { clipped, commandLine } from './command-view.ts';
import { type Child, type Element, fold, h } from './element.ts';
import { type Connection, exitWords, type StatusBody } from './picture.ts';
import { agoElement } from './time-words.ts';

/** The checks, the app and the labels, as a list of names and values. */
export function checksView(status: StatusBody, connection: Connection = 'live'): Element {
  const { app } = status;
  return h(
    'section',
    { 'aria-labelledby': 'checks-title' },
    h('h2', { id: 'checks-title' }, 'App and checks'),
    h(
      'dl',
      {},
      ...entry(
        'Command',
        ...(app === null ? ['not started yet'] : clipped('command', commandLine(app.command), 'command')),
      ),
      ...entry('Process', app?.pid == null ? 'none' : `pid ${app.pid}`),
      ...(app === null ? [] : entry('Started', agoElement(app.startedAt))),
      ...(app?.exit == null ? [] : entry('Exit', `${exitWords(app.exit)} at `, agoElement(app.exit.at))),
      ...entry('Release check', ...releaseWords(status, connection)),
      ...entry('Runtime checks', ...runtimeWords(status, connection)),
      ...Object.entries(status.labels).flatMap(([name, value]) => entry(`Label ${name}`, value)),
    ),
  );
}

const entry = (name: string, ...value: readonly Child[]): readonly Element[] => [
  h('dt', {}, name),
  h('dd', {}, ...value),
];

/** A check keeps waiting only while both app and agent run. */
function releaseWords({ release, app }: StatusBody, connection: Connection): readonly Child[] {
  const { state, passedAt, deadline } = release;
  if (passedAt !== null) return [`${state} at `, agoElement(passedAt)];
  if (state !== 'waiting') return [state];
  if (app?.exit) return ['had not passed when the app exited'];
  if (connection === 'lost') return ['waiting when the agent was last seen'];
  return deadline === null ? [state] : ['waiting, ends at ', agoElement(deadline)];
}

function runtimeWords({ runtime, app }: StatusBody, connection: Connection): readonly Child[] {
  const { state, consecutiveFailures: failures, lastProbe } = runtime;
  if (state === 'unknown' && lastProbe === null) return ['not started'];
  const words = failures === 0 ? state : `${state}, the last ${failures === 1 ? 'one' : failures} failed`;
  return [connection === 'lost' || app?.exit ? `${words} (last known)` : words];
}

/** The diagnoses that no rule could judge, and why; undefined if there are none. */
export function unknownView({ skipped }: StatusBody): Element | undefined {
  if (skipped.length === 0) return undefined;
  const [reason = '', ...others] = new Set(skipped.flatMap(reasonsOf));
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'reason' : 'reasons'}`;
  return h(
    'section',
    {},
    fold(
      'unknown-checks',
      [`Not judged: ${skipped.length} ${skipped.length === 1 ? 'diagnosis' : 'diagnoses'} (${reason}${more})`],
      h('ul', {}, ...skipped.map((each) => h('li', {}, h('code', {}, each.code), ` ${reasonsOf(each).join('; ')}`))),
    ),
  );
}

const reasonsOf = ({ missing }: StatusBody['skipped'][number]): readonly string[] =>
  missing.map(({ fact, reason }) => `${fact}: ${reason}`);
