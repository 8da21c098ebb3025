// needs: npm-programs
import { join } from 'node:path';

/** The folder of packages that scripts/npm-programs.ts fetches: `ln -s` it as an app's node_modules. */
export const npmPackages = join(import.meta.dirname, '../../node_modules/.cache/npm-programs/node_modules');

/** The start files of the Node process managers among them. */
export const pm2Runtime = join(npmPackages, 'pm2/bin/pm2-runtime');
export const nodemon = join(npmPackages, 'nodemon/bin/nodemon.js');
