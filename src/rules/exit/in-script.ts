import type { Process } from '../../core/facts/process.ts';
import { mayBe, type ScriptProgram } from '../../remedies/start-script.ts';
import type { GoneFacts } from './gone-program.ts';

type Script = Pick<GoneFacts, 'script' | 'loop'>;

/** Whether the command's own text starts it again and again. */
export const isLooped = (process: Process, facts: Script): boolean =>
  process.command.length === 0 ? facts.loop !== undefined : isAny(process, facts, ({ isLooped: isIt }) => isIt);

/** Whether the script starts it in the background, and later waits for its exit or stops it. */
export const isEndedByScript = (process: Process, facts: Script): boolean =>
  isAny(process, facts, (each) => each.isBackground && each.isAwaited);

/** Whether the script starts it in the background, and no shell waits for its exit before it continues. */
export const isBackground = (process: Process, facts: Script): boolean =>
  isAny(process, facts, ({ isAwaited }) => !isAwaited);

const isAny = ({ command }: Process, { script }: Script, test: (program: ScriptProgram) => boolean): boolean =>
  script.some((each) => test(each) && mayBe(each.line, command));
