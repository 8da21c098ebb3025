import { expect, test } from 'vitest';
import { reloaderOf } from '../../../src/remedies/servers/reloaders.ts';

test.each([
  [['/usr/bin/python3', '/usr/bin/uvicorn', 'app:app', '--reload', '--port', '8000'], 'uvicorn --reload'],
  [['python3', '-m', 'uvicorn', 'app:app', '--reload'], 'uvicorn --reload'],
  [['python3', '/usr/local/bin/fastapi', 'dev', 'main.py'], 'fastapi dev'],
  [['hypercorn', 'app:app', '--reload'], 'hypercorn --reload'],
  [['node', '--watch', 'a.js'], 'node --watch'],
  [['/usr/local/bin/node', '--enable-source-maps', '--watch-path=src', 'a.js'], 'node --watch-path=src'],
  [['watchfiles', 'python app.py', 'src'], 'watchfiles'],
  [['watchmedo', 'auto-restart', '--', 'python', 'app.py'], 'watchmedo auto-restart'],
])('%j reloads', (command, name) => {
  expect(reloaderOf(command)?.name).toBe(name);
});

test.each([
  [['uvicorn', 'app:app']],
  [['uvicorn', 'app:app', '--reload-dir', 'src']],
  [['fastapi', 'run', 'main.py']],
  [['sh', '-c', 'python migrate.py && uvicorn app:app --reload']],
  [['node', 'watch.js']],
  [['node', 'a.js', '--watch']],
  [[]],
])('%j does not', (command) => {
  expect(reloaderOf(command)).toBeUndefined();
});
