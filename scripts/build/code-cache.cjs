// The shipped Node runs this with its flags. It writes NAME.js.cache next to each chunk of the directory, with every function compiled.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const directory = process.argv[2];
const names = readdirSync(directory).filter((name) => name.endsWith('.js'));

setFlagsFromString('--no-lazy');
const scripts = names.map((name) => new Script(readFileSync(join(directory, name), 'latin1'), { filename: name }));
// V8 accepts a cache only with the flags under which it was created, so restore the agent's flags. The fixed seed makes
// caches reproducible. Only this process uses it.
setFlagsFromString('--lazy');
setFlagsFromString('--hash-seed=0');
for (const [i, name] of names.entries()) writeFileSync(join(directory, `${name}.cache`), scripts[i].createCachedData());
