import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codesOf, diagnosesOf } from '../../../support/replay.ts';
import { faultIn, savedLogs, untoldLogs, verdictOn } from '../../../support/saved-logs.ts';
import { liveDiagnoses, saidLive, saidSaved } from './play-live.ts';
import { wraps } from './wrap.ts';

const logs = savedLogs();
const ownOutput = logs.filter(({ live }) => live);

/** Before each line, whatever it holds. */
const prefixes: Readonly<Record<string, string>> = {
  Compose: 'api-1  | ',
  Kubernetes: '[pod/web-5f6d/app] ',
  Heroku: '2026-11-21T08:54:09.123456+00:00 app[web.1]: ',
  Fly: '2026-11-21T08:54:09Z app[148e272c] ams [info]',
};

const prefixed = (log: Buffer, prefix: string): Buffer =>
  Buffer.from(log.toString('latin1').replace(/^(?=.)/gm, prefix), 'latin1');

test('every saved log has its truth', () => {
  expect(untoldLogs()).toEqual([]);
  expect(logs.length).toBeGreaterThanOrEqual(300);
  expect(logs.filter(({ must }) => must.length === 0).length).toBeGreaterThanOrEqual(60);
});

describe.each(Object.entries(prefixes))('behind the prefix of %s', (_, prefix) => {
  test("an app's own output proves what is true of it", () => {
    const wrong = ownOutput.flatMap(({ path, ...truth }) => {
      const told = diagnosesOf(prefixed(readFileSync(path), prefix));
      const fault = faultIn(verdictOn(told, truth), truth);
      return fault === undefined ? [] : [`${truth.kind}/${truth.name}: ${fault}: ${told.map(({ code }) => code)}`];
    });
    expect(wrong).toEqual([]);
  });
});

test.each(Object.entries(wraps))('wrapped by %s, it proves the same as alone', (_, wrap) => {
  const at = new Date(Date.UTC(2026, 10, 21, 8, 54, 9));
  const differing = ownOutput.filter(({ path }) => {
    const log = readFileSync(path);
    const lines = log.toString('latin1').replace(/\n$/, '').split('\n');
    const wrapped = Buffer.from(lines.map((line) => `${wrap(line, at)}\n`).join(''), 'latin1');
    return codesOf(wrapped)[0] !== codesOf(log)[0];
  });
  expect(differing.map(({ kind, name }) => `${kind}/${name}`)).toEqual([]);
});

describe('live and saved', () => {
  test.each(ownOutput.map((log) => [`${log.kind}/${log.name}`, log] as const))('%s says the same', (_, { path }) => {
    const log = readFileSync(path);
    expect(saidLive(log)).toEqual(saidSaved(log));
  });

  // The agent sees what supervises, which goes on: what ended, as the log tells, is what that runs.
  const endsOfOthers = ['supervisord-one-of-two.log', 'nodemon-crashed.log', 'node-watch-failed.log'];
  // Its stamps put the last word about the broker a minute before the end; live it is played at once.
  const playedFaster = ['kafka-broker-loop.log'];
  // Bun asks whether its port is in use; the agent looks, and finds nobody there.
  const looked = ['bun-port-in-use.log'];
  const notAlike = [...endsOfOthers, ...playedFaster, ...looked];

  test('an end that a log tells of has the same cause as one that the agent sees', () => {
    const ended = ownOutput.filter(({ name }) => !notAlike.includes(name));
    const differing = ended.flatMap(({ path, kind, name }) => {
      const log = readFileSync(path);
      const saved = diagnosesOf(log).find(({ primary }) => primary)?.code;
      const live = liveDiagnoses(log)?.find(({ primary }) => primary)?.code;
      return live === undefined || live === saved ? [] : [`${kind}/${name}: live ${live}, saved ${saved}`];
    });
    expect(differing).toEqual([]);
  });
});
