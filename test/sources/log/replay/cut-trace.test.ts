import { describe, expect, test } from 'vitest';
import { cutTraceOf } from '../../../../src/sources/log/replay/cut-trace.ts';

const ERROR = "KeyError: 'SHOP_KEY'";

describe('a log that is only the end of a trace', () => {
  test('names the error below the last lines of source', () => {
    const found = cutTraceOf(["    key = os.environ['SHOP_KEY']", '          ~~~~~~~~~~^^^^^^^^^^^^', ERROR]);
    expect(found).toMatchObject({ kind: 'exception', language: 'python', text: ERROR, isRootless: true });
  });

  test.each([
    ['has nothing above the error', [ERROR]],
    ['has a line of its own above it', ['loading', '    key = load()', ERROR]],
    ['goes on below it', ['    key = load()', ERROR, 'trying again']],
    ['has the frame of another language above it', ['    at load (/srv/app.js:1:2)', 'TypeError: x']],
    ['ends with another word', ['    key: 1', 'done: yes']],
  ])('is none where it %s', (_, texts) => {
    expect(cutTraceOf(texts)).toBeUndefined();
  });
});
