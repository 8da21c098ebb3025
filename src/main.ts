#!/usr/bin/env node
import { runCli } from './cli/cli.ts';

// No await at the top: the bundle is a CommonJS script.
void runCli(process.argv.slice(2)).then(end);

/**
 * So long a process stays that something still holds open: a connection, or a pipe that a daemon of the app's holds for ever.
 * No function is compiled any more by then.
 */
const PATIENCE_MS = 100;

/**
 * Ends as Node ends by itself. `process.exit` waits for V8's worker, and the worker, which may want memory to compile a function
 * that was needed last, waits for this thread to collect garbage: one run of `analyze` in 500 stayed for ever (Node 24.21).
 */
function end(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), PATIENCE_MS).unref();
}
