// Run by the Node that is shipped, with its switches: writes NAME.js.cache beside each chunk of the directory given, every function compiled.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const directory = process.argv[2];
const names = readdirSync(directory).filter((name) => name.endsWith('.js'));

setFlagsFromString('--no-lazy');
const scripts = names.map((name) => new Script(readFileSync(join(directory, name), 'latin1'), { filename: name }));
// V8 takes a cache only where the switches are those under which it was made: back to the agent's. The fixed seed, without
// which no two caches are equal, was this process's alone.
setFlagsFromString('--lazy');
setFlagsFromString('--hash-seed=0');
for (const [i, name] of names.entries()) writeFileSync(join(directory, `${name}.cache`), scripts[i].createCachedData());
