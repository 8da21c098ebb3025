import { type Advice, advicesIn, type Wanted } from './advice.ts';
import { addElement, addImport, addStatement, setAssignment, setCall } from './code-edits.ts';
import { addExec, dropCommand, dropWords, setCommand, setFlags } from './command-edits.ts';
import {
  addBlock,
  addToBlock,
  dropLine,
  replaceQuoted,
  setDirective,
  setShebang,
  setSiteAddress,
} from './config-edits.ts';
import type { Edit } from './edit.ts';
import type { FixableApp } from './fixable-app.ts';
import { applySentence, changeImage, changePlatform, setVariable } from './image-edits.ts';
import { startService } from './service-edits.ts';

/** An app after one piece of advice, and which one. */
export interface Fixed {
  readonly app: FixableApp;
  /** The quotes that were applied, or the step where it has none. */
  readonly tried: string;
}

/** A path, an address or a port that a sentence only names. */
const mention: Edit = ({ verb, quote, old }, app) =>
  verb === 'use' && old === undefined && /^(?:\/[\w./-]*|[\d.]+(?::\d+)?|\d+)$/.test(quote) ? app : undefined;

/** By the form of what is quoted; the first that fits and finds something to change is taken. */
const edits: readonly Edit[] = [
  ...[mention, setShebang, setSiteAddress, replaceQuoted, changeImage, changePlatform, setVariable, addExec, setFlags],
  ...[dropLine, dropCommand, dropWords],
  ...[addToBlock, addElement, addImport, setCall, addStatement, addBlock, setCommand, setAssignment, setDirective],
];

/**
 * The app after the first advice of a remedy that can be applied; undefined where none can.
 * Reads nothing but the steps as they were printed: it knows no scenario. A step that begins with "Then" goes with the one before it.
 */
export function applyFix(remedy: readonly string[], app: FixableApp): Fixed | undefined {
  for (const [place, step] of remedy.entries()) {
    const first = fixedBy(step, app);
    if (first === undefined || first.app === app) continue;
    const end = remedy.findIndex((each, at) => at > place && !each.startsWith('Then'));
    return remedy.slice(place + 1, end < 0 ? undefined : end).reduce((fixed, then) => {
      const next = fixedBy(then, fixed.app);
      return next === undefined ? fixed : { app: next.app, tried: `${fixed.tried}, ${next.tried}` };
    }, first);
  }
  return undefined;
}

/** A step that looks for the cause, and changes nothing. */
const LOOKS = /^(?:See|Read|Find|Look|Check|Fix|Correct what|Correct how)\b|\bby hand\b/;

function fixedBy(step: string, app: FixableApp): Fixed | undefined {
  const served = startService(step, app);
  if (served !== undefined) return { app: served, tried: `a stand-in for the service, by: ${step}` };
  if (LOOKS.test(step)) return undefined;
  for (const advice of advicesIn(step)) {
    const changed = allOf(advice, app);
    if (changed !== undefined && changed !== app) return { app: changed, tried: advice.map(words).join(' ') };
  }
  const plain = applySentence(step, app);
  return plain === undefined ? undefined : { app: plain, tried: step };
}

const words = ({ verb, quote, old }: Wanted): string =>
  `${verb === 'drop' ? 'without ' : ''}\`${quote}\`${old === undefined ? '' : ` for \`${old}\``}`;

/** Everything that is to be used must fit; of what is to be left out, one that is there is enough. */
function allOf(advice: Advice, app: FixableApp): FixableApp | undefined {
  const isDropOnly = advice.every(({ verb }) => verb === 'drop');
  let changed = app;
  for (const wanted of advice) {
    const next = editedBy(wanted, changed);
    if (next === undefined && wanted.verb === 'use') return undefined;
    changed = next ?? changed;
  }
  return isDropOnly && changed === app ? undefined : changed;
}

function editedBy(wanted: Wanted, app: FixableApp): FixableApp | undefined {
  for (const edit of edits) {
    const changed = edit(wanted, app);
    if (changed !== undefined) return changed;
  }
  return undefined;
}
