// A Node app that waits until the file GO exists, and then ends because a setting is missing.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

while (!existsSync(process.env.GO)) await sleep(20);
console.error('Error: DATABASE_URL is not set');
process.exit(1);
