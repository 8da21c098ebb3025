#!/usr/bin/env node
import { runCli } from './cli/cli.ts';

// No await at the top: the bundle is a CommonJS script. exitCode alone would wait for pipes that a daemon of the app's may hold open for ever.
void runCli(process.argv.slice(2)).then((code) => process.exit(code));
