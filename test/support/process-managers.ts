// needs: process-managers
import { join } from 'node:path';

const modules = join(import.meta.dirname, '../../node_modules/.cache/process-managers/node_modules');

/** The start files of the Node process managers that scripts/process-managers.ts fetches. */
export const pm2Runtime = join(modules, 'pm2/bin/pm2-runtime');
export const nodemon = join(modules, 'nodemon/bin/nodemon.js');
