import { quotable } from '../../core/redaction/redact.ts';
import { nameObject, usualObject } from '../../remedies/app-object.ts';
import { gunicornEnd } from '../shared/gunicorn-end.ts';
import { isOvercome } from '../shared/overcome.ts';
import { serverTitle } from '../shared/server-signs.ts';
import { NO_START } from '../shared/symptoms.ts';
import { endOfServer, type LoadFailure, loadFailureRule, loadFailureSeen, lostEndWords } from './load-failure.ts';

/** Gunicorn's exit code after `App failed to load.` (arbiter.py, APP_LOAD_ERROR). */
const APP_LOAD_ERROR = 4;
/** What util.import_app logs before that, without a prefix; the most telling first. */
const REASONS =
  /Failed to find attribute|must be callable|Failed to parse .* as an attribute name|Failed to find application|must not be None|unable to find "/;

export default loadFailureRule({
  code: 'app-object-not-found',
  title: 'The server cannot find the app object',
  explains: [
    'exited-early',
    'exited-cleanly',
    'app-gone',
    'worker-boot-failed',
    ...NO_START,
    'crash-loop',
    'strict-status',
  ],
  meaning:
    'The server loaded the module that the command names, but the module has no object of that name, or none that can be called. ' +
    'Gunicorn then exits immediately with code 4. uWSGI continues without an app and responds to every request with 500.',
  when(seen): LoadFailure | undefined {
    const { log, pool, app, processes } = seen;
    const failure = pool.appNotFound ?? gunicornEnd(APP_LOAD_ERROR, { app, processes });
    if (failure === undefined || isOvercome(seen, { at: failure.at, said: pool.appNotFound?.line })) return undefined;
    const said = log.tail.findLast(({ text }) => REASONS.test(text))?.text;
    const line = REASONS.test(pool.appNotFound?.line ?? '') ? pool.appNotFound?.line : (said ?? pool.appNotFound?.line);
    return {
      server: pool.appNotFound === undefined ? 'gunicorn' : pool.server,
      at: failure.at,
      ...(line !== undefined && { line }),
      ...endOfServer(app),
    };
  },
  summary: ({ line, ...failure }) =>
    `${serverTitle(failure.server)} could not load the app object that its command names${lostEndWords(failure, APP_LOAD_ERROR) ?? (failure.exitCode === undefined ? '' : ` and exited with code ${failure.exitCode}`)}${line === undefined ? '' : `: ${withoutStop(quotable(line, 300))}`}.`,
  evidence: loadFailureSeen,
  remedy: ({ server, line }) => (server === 'uwsgi' ? uwsgiSteps(line ?? '') : stepsFor(line ?? '')),
  example: { server: 'gunicorn', at: 0, line: "Failed to find attribute 'app' in 'shop'.", exitCode: 4 },
});

const withoutStop = (line: string): string => line.replace(/\.$/, '');

function uwsgiSteps(line: string): readonly string[] {
  const [, attribute = 'application', file = 'the file'] =
    /find "([^"]{1,100})" callable(?: in file (.{1,100}))?/.exec(line) ?? [];
  return [
    `Name the object that ${file} really has, often \`--callable ${usualObject(attribute)}\`: uWSGI looks for \`${attribute}\`, which it does not have.`,
    'Start uWSGI with `--need-app` too: it then exits when its app cannot be loaded, instead of responding with 500.',
  ];
}

function stepsFor(line: string): readonly string[] {
  const [, attribute, module] = /attribute '([^']{1,100})' in '([^']{1,100})'/.exec(line) ?? [];
  const factory = 'Write `module:create_app()` if a function creates the app object.';
  if (attribute === undefined || module === undefined) {
    return [
      'Name the app object as `module:variable` on the command line. It must be the WSGI application itself, and callable.',
      factory,
    ];
  }
  return [nameObject(module, attribute), `Or rename the application object in ${module} to \`${attribute}\`.`, factory];
}
