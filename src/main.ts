#!/usr/bin/env node
import { runCli } from './cli/cli.ts';

// No await at the top: the bundle is a CommonJS script.
void runCli(process.argv.slice(2)).then(end);

/**
 * How long the process may stay because something holds it open: a connection, or a pipe that a daemon of the app never closes.
 * By that time V8 has compiled every function that it needs.
 */
const PATIENCE_MS = 100;

/**
 * Lets Node exit on its own. `process.exit` can deadlock: it waits for V8's worker, which compiles a function and waits for this thread
 * to collect garbage. One run of `analyze` in 500 never exited (Node 24.21).
 */
function end(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), PATIENCE_MS).unref();
}
