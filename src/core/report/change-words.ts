import { type App, exitedWords, type FoundBy } from '../facts/app.ts';
import { listenerName } from '../facts/listener.ts';
import type { Probe } from '../facts/probe.ts';
import type { Change } from './transitions.ts';

/** A change in a few words, for timelines. */
export function changeWords(change: Change): string {
  switch (change.kind) {
    case 'app-started':
      return startedWords(change.app);
    case 'app-not-started':
      return 'the app could not be started';
    case 'app-exited':
      return `the app ${endWords(change.app)}`;
    case 'status':
      return `status ${change.to}`;
    case 'release':
      return `release check ${change.to}`;
    case 'runtime':
      return `runtime checks ${change.to}`;
    case 'listener-opened':
      return `listening on ${listenerName(change.listener)}`;
    case 'listener-closed':
      return `no longer listening on ${listenerName(change.listener)}`;
    case 'first-answer':
      return `first response: ${answerWords(change.probe)}`;
    case 'worker-timeout':
      return `worker ${change.pid} timed out${change.count > 1 ? `, ${change.count} timeouts so far` : ''}`;
    case 'diagnosis-raised':
    case 'diagnosis-changed':
      return change.diagnosis.summary;
    case 'diagnosis-cleared':
      return `over: ${change.diagnosis.title}`;
    default:
      return change satisfies never;
  }
}

/** A signal after a stop request is not a fault. */
function endWords({ exit, stopRequestedAt }: App): string {
  if (exit === undefined) return 'exited with an unknown code';
  const isAsked = exit.signal === 'SIGTERM' || exit.signal === 'SIGINT';
  return stopRequestedAt !== undefined && isAsked ? `stopped (${exit.signal})` : exitedWords(exit);
}

const foundByWords: Readonly<Record<FoundBy, string>> = {
  pid: '--pid',
  listener: 'its listener',
  age: 'its age',
};

function startedWords({ pid, foundBy, inPlaceOf }: App): string {
  if (foundBy === undefined) return `the app was started (pid ${pid})`;
  if (inPlaceOf !== undefined) return `the app continues as pid ${pid} instead of ${inPlaceOf}`;
  return `the app was found by ${foundByWords[foundBy]} (pid ${pid})`;
}

const answerWords = ({ outcome }: Probe): string => (outcome.kind === 'answered' ? `${outcome.status}` : 'connected');
