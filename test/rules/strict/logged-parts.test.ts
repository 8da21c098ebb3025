import { describe, expect, test } from 'vitest';
import { loggedParts } from '../../../src/rules/strict/logged-parts.ts';

describe('the parts that health checks log as down', () => {
  test.each([
    [
      "Health check SqlServer with status Unhealthy completed after 15.1ms with message 'A network-related error'",
      { name: 'SqlServer', says: 'A network-related error' },
    ],
    [
      "[10:00:02 ERR] Health check queue depth with status Degraded completed after 2ms with message '(null)'",
      { name: 'queue depth', isDegraded: true },
    ],
    [
      `{"EventId":103,"Message":"Health check redis with status Unhealthy completed after 3.2ms with message 'no route'","State":{}}`,
      { name: 'redis', says: 'no route' },
    ],
    [
      '2026-11-30T10:00:02.113Z  WARN 1 --- [nio-8080-exec-2] o.s.b.a.data.redis.RedisHealthIndicator  : Redis health check failed',
      { name: 'Redis' },
    ],
    [
      'INFO [io.sma.health] SRHCK01001: Reporting health down status: {"status":"DOWN","checks":[{"name":"Database connections","status":"DOWN"}]}',
      { name: 'Database connections' },
    ],
    [
      'ERROR [HealthCheckService] Health Check has failed! {"database":{"status":"down","message":"connect ECONNREFUSED"}}',
      { name: 'database', says: 'connect ECONNREFUSED' },
    ],
  ])('%s', (line, part) => {
    expect(loggedParts([line])).toEqual([part]);
  });

  test('are each reported once, without those that are healthy', () => {
    const line = (name: string, status: string) =>
      `Health check ${name} with status ${status} completed after 1ms with message 'x'`;
    const lines = [line('a', 'Unhealthy'), line('b', 'Healthy'), line('a', 'Unhealthy'), 'the health check failed'];
    expect(loggedParts(lines).map(({ name }) => name)).toEqual(['a']);
  });
});
