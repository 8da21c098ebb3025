import { describe, expect, test } from 'vitest';
import { unexpandedPort } from '../../../src/rules/shared/crash-reason.ts';
import { choreOf } from '../../../src/rules/shared/startup-tasks.ts';
import { waitScript } from '../../../src/rules/shared/waiting-on.ts';
import { process } from '../../support/builders.ts';

// Each rule had its own list, which left one shell or another out.
describe.each(['sh', '/bin/bash', 'ash', 'zsh', 'ksh', '-bash'])('the shell %s', (shell) => {
  test('expands $PORT', () => {
    expect(unexpandedPort([shell, '-c', 'gunicorn -b :$PORT app:app'])).toBeUndefined();
  });

  test('does not count as the work that its script names', () => {
    expect(choreOf([shell, '-c', 'python manage.py migrate && gunicorn app:app'])).toBeUndefined();
  });

  test('waits for another host in a loop', () => {
    const command = [shell, '-c', 'until nc -z db 5432; do sleep 1; done; exec gunicorn app:app'];
    expect(waitScript([process({ command })])?.target).toBe('db:5432');
  });
});
