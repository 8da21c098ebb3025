#!/usr/bin/env node
import { runCli } from './cli.ts';

// exitCode alone would wait for pipes that a daemon of the app's may hold open for ever.
process.exit(await runCli(process.argv.slice(2)));
