import { expect, test } from 'vitest';
import { failureWords } from './failure-words.ts';

test('a fix that fails is told with its reason, what was applied, and the remedy as it was printed', () => {
  const remedy = ['Start Gunicorn with `--bind 0.0.0.0:8000`.', 'Or set the endpoint to port 8001.'];
  const trial = { works: false, tried: '`--bind 0.0.0.0:8000`', why: 'not healthy: nothing was diagnosed' };
  expect(failureWords(remedy, trial)).toBe(
    `the fix does not work: not healthy: nothing was diagnosed
applied: \`--bind 0.0.0.0:8000\`
of the remedy:
1. Start Gunicorn with \`--bind 0.0.0.0:8000\`.
2. Or set the endpoint to port 8001.`,
  );
});

test('it says where nothing could be applied, and where nothing was printed', () => {
  const words = failureWords([], { works: false, why: 'nothing of it can be applied' });
  expect(words).toBe(
    'the fix does not work: nothing of it can be applied\napplied: nothing\nof the remedy:\n(none was printed)',
  );
});
