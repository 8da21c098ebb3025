import type { Environment } from '../../core/facts/environment.ts';
import { type GunicornConf, noConf } from '../../core/facts/gunicorn-conf.ts';
import { invocations } from '../command-line/invocation.ts';
import { splitWords } from '../shell/shell-words.ts';
import { type GivenOptions, parsedArgs } from './gunicorn-args.ts';

/** All by which the settings of a Gunicorn can be known. */
export interface GunicornSigns {
  readonly commands: readonly (readonly string[])[];
  readonly environment: Environment;
  readonly gunicornConf?: GunicornConf;
}

/** What was given to the first Gunicorn among the command lines, place by place, the one that counts most first. */
export interface GunicornGiven {
  readonly given: GivenOptions;
  /** In GUNICORN_CMD_ARGS. */
  readonly preset: GivenOptions;
  readonly conf: GunicornConf;
  readonly environment: Environment;
}

/** Reads each place by itself: what wins is the caller's to say. Throws nothing. */
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
