import type { Instant } from '../../../core/clock.ts';
import type { App } from '../../../core/facts/app.ts';
import type { PlatformVerdict, VerdictCode } from '../../../core/facts/platform-verdict.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import type { LifeWords, ToldVerdict } from '../life/parse-life-words.ts';
import { endedApp, type Life } from './life.ts';
import { isOwnVictim } from './own-victim.ts';
import { isLoopback, type SaidPlace } from './serving-lines.ts';
import { checked, isProved, type Proof, proofOf } from './verdict-proof.ts';

/** The platform's newest verdict of each code. */
export type Verdicts = Readonly<Partial<Record<VerdictCode, Standing>>>;

interface Standing extends Proof, Pick<ToldVerdict, 'victim'> {
  readonly told: PlatformVerdict;
  /** Set if it only says that something is wrong; whether the app had shown before that it serves. */
  readonly general?: { readonly hadServed: boolean };
}

/** Folds a line into the verdicts; a restart clears those that no longer apply. */
export function withVerdict(verdicts: Verdicts, words: LifeWords, life: Life, line: string, at: Instant): Verdicts {
  if (words.kind === 'started') {
    const { 'memory-pressure': _, ...others } = verdicts;
    return others;
  }
  if (words.kind === 'serving') {
    const { 'runtime-check-failing': _, ...others } = verdicts;
    return others;
  }
  if (words.kind === 'checked') return withCheck(verdicts, words.status, life);
  if (words.kind !== 'verdict') return verdicts;
  const { code, by, words: said, port, victim, isGeneral, isRepeated, isOfVariable, steps } = words;
  if ((isGeneral || isRepeated) && verdicts[code] !== undefined) return verdicts;
  const proof = proofOf(words, verdicts[code], life);
  if (proof === undefined) return verdicts;
  const more = { ...(port !== undefined && { port }), ...(isOfVariable && { isOfVariable }), ...(steps && { steps }) };
  const told = { code, by, words: said, line: quotable(line.trim(), 300), at, ...more };
  const general = isGeneral && { general: { hadServed: life.servedAt !== undefined } };
  return { ...verdicts, [code]: { told, ...proof, ...(victim && { victim }), ...general } };
}

function withCheck(verdicts: Verdicts, status: number, life: Life): Verdicts {
  const all = Object.entries(verdicts).map(([code, each]) => [code, checked(each, status, life)] as const);
  return Object.fromEntries(all);
}

/** How the log ends: an app that cannot be reached, or an app that exited. */
export interface LifeEnd {
  readonly app?: App;
  readonly verdicts: readonly PlatformVerdict[];
}

/** What became of the app, according to the whole log; `texts` are its last lines. */
export function lifeEnd(life: Life, verdicts: Verdicts, texts: readonly string[]): LifeEnd {
  const all = Object.values(verdicts);
  const isAgain = life.end?.isAgain === true;
  const standing = all
    .filter(({ general }) => general === undefined || (all.length === 1 && (!general.hadServed || isAgain)))
    .filter((each) => isProved(each, life))
    .filter(({ told, lines }) => !isOver(told.code, lines, life))
    .filter(({ victim, lines }) => victim === undefined || isOwnVictim(victim, { life, linesBefore: lines, texts }))
    .map(({ told }) => told);
  const isDeaf = standing.some(({ code }) => isAboutListening(code));
  const app = endedApp(life);
  // A platform kills an app that never listened; an app that exited on its own never started to listen.
  if (app === undefined || (isDeaf && isKill(app)) || (isAgain && standing.some(isFailedCheck))) {
    return { verdicts: standing.map((told) => placed(told, life.place)) };
  }
  return { app, verdicts: standing.filter(({ code }) => !isAboutListening(code)) };
}

const isAboutListening = (code: VerdictCode): boolean => !['out-of-memory', 'memory-pressure'].includes(code);

/** A platform kills an app that fails its checks, again and again. */
const isFailedCheck = ({ code }: PlatformVerdict): boolean => code === 'runtime-check-failing';

const isKill = ({ exit }: App): boolean => exit?.code === 137 || exit?.signal === 'SIGKILL';

/** The app may have been killed for its memory earlier, and have served since. */
const LINES_SERVED = 20;

/** Whether the app has since shown that the verdict no longer applies. */
function isOver(code: VerdictCode, lines: number, { servedAt = -1, place }: Life): boolean {
  if (code === 'memory-pressure') return false;
  if (code === 'out-of-memory') return servedAt > lines + LINES_SERVED;
  // Listening on loopback, where nothing reaches it, does not fix this.
  return servedAt > lines && !(place !== undefined && isLoopback(place));
}

/** The verdict with the app's own line about where it listens. */
function placed(told: PlatformVerdict, place: SaidPlace | undefined): PlatformVerdict {
  if (told.code !== 'not-listening' || place === undefined) return told;
  const name = place.host === undefined ? `port ${place.port}` : `${place.host}:${place.port}`;
  const words = `${told.words}; the app itself logged that it listens on ${name}`;
  if (isLoopback(place)) return { ...told, code: 'bound-to-loopback', words };
  const isElsewhere = told.port === undefined ? told.isOfVariable : told.port !== place.port;
  return isElsewhere ? { ...told, code: 'wrong-port', words } : told;
}
