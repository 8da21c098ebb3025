import type { Environment } from '../../core/facts/environment.ts';
import { type GunicornConf, noConf } from '../../core/facts/gunicorn-conf.ts';
import { invocations } from '../command-line/invocation.ts';
import { splitWords } from '../shell/shell-words.ts';
import { type GivenOptions, parsedArgs } from './gunicorn-args.ts';

/** Everything that shows a Gunicorn's settings. */
export interface GunicornSigns {
  readonly commands: readonly (readonly string[])[];
  readonly environment: Environment;
  readonly gunicornConf?: GunicornConf;
}

/** The settings of the first Gunicorn among the command lines, per place, with the one that wins first. */
export interface GunicornGiven {
  readonly given: GivenOptions;
  /** From GUNICORN_CMD_ARGS. */
  readonly preset: GivenOptions;
  readonly conf: GunicornConf;
  readonly environment: Environment;
}

/** Reads each place separately; the caller decides which one wins. Throws nothing. */
export function gunicornGiven({
  commands,
  environment: own,
  gunicornConf: conf = noConf,
}: GunicornSigns): GunicornGiven {
  const started = commands
    .flatMap((command) => invocations(command, own))
    .find(({ program, isTitle }) => GUNICORN.test(program) && !isTitle);
  const environment = { ...own, ...started?.environment };
  const preset = parsedArgs(splitWords(environment.GUNICORN_CMD_ARGS ?? ''));
  return { given: parsedArgs(started?.args ?? []), preset, conf, environment };
}

const GUNICORN = /^gunicorn(?:3|_django|_paster|\.app\.wsgiapp)?$/;
