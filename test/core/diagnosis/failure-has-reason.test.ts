// needs: time
import { expect, test } from 'vitest';
import { diagnose, type Judgement } from '../../../src/core/diagnosis/diagnose.ts';
import type { Facts } from '../../../src/core/memory/facts.ts';
import { changeWords } from '../../../src/core/report/change-words.ts';
import { type Change, type Judged, transitions } from '../../../src/core/report/transitions.ts';
import { rules } from '../../../src/rules/index.ts';
import { chance, snapshots } from '../../support/random-facts.ts';

const SEEDS = 400;
const agentCodes = new Set(rules.filter(({ stage }) => stage === 'agent').map(({ code }) => code));

const hasFailed = ({ observed: { health } }: Facts): boolean =>
  health.known && (health.value.release.state === 'failed' || health.value.runtime.state === 'unhealthy');

const hasReason = ({ diagnoses }: Judgement): boolean =>
  diagnoses.some(({ code, severity }) => severity === 'error' && !agentCodes.has(code));

const told = (facts: Facts, { diagnoses }: Judgement): string =>
  JSON.stringify({ facts, diagnoses: diagnoses.map(({ code, severity }) => `${severity} ${code}`) });

test('a failed release check or unhealthy runtime check always has a diagnosis of severity error, whatever was seen', () => {
  let failures = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    let before: Judgement['diagnoses'] = [];
    for (const facts of snapshots(chance(seed))) {
      // With the earlier diagnoses, and as by an agent that has only started.
      for (const judgement of [diagnose(rules, facts, before), diagnose(rules, facts, [])]) {
        if (!hasFailed(facts)) continue;
        failures += 1;
        if (!hasReason(judgement)) expect.fail(`seed ${seed}: ${told(facts, judgement)}`);
        expect(judgement.diagnoses.filter(({ primary }) => primary)).toHaveLength(1);
      }
      before = diagnose(rules, facts, before).diagnoses;
    }
  }
  expect(failures).toBeGreaterThan(SEEDS);
});

/** What a reader of the events knows: which of the app's diagnoses are errors now, and which checks have failed. */
class Reader {
  readonly #errors = new Set<string>();
  readonly #failed = new Set<string>();

  read(change: Change): void {
    if (change.kind === 'release' || change.kind === 'runtime') {
      const isFailure = change.to === 'failed' || change.to === 'unhealthy';
      this.#failed[isFailure ? 'add' : 'delete'](change.kind);
    }
    if (!('diagnosis' in change)) return;
    const { code, severity } = change.diagnosis;
    const isReason = change.kind !== 'diagnosis-cleared' && severity === 'error' && !agentCodes.has(code);
    this.#errors[isReason ? 'add' : 'delete'](code);
  }

  get lacksReason(): boolean {
    return this.#failed.size > 0 && this.#errors.size === 0;
  }
}

test('the same holds after each single event', () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const reader = new Reader();
    let before: Judged | undefined;
    for (const facts of snapshots(chance(seed))) {
      const after = { facts, judgement: diagnose(rules, facts, before?.judgement.diagnoses ?? []) };
      const changes = transitions(before, after);
      for (const change of changes) {
        reader.read(change);
        if (reader.lacksReason) expect.fail(`seed ${seed}: ${changeWords(change)}, of ${changes.map(changeWords)}`);
      }
      before = after;
    }
  }
});
