import { describe, expect, test } from 'vitest';
import { pickEnvironment } from '../../../src/core/facts/environment.ts';
import { servicePlaceIn } from '../../../src/core/facts/service-url.ts';

describe('where the URL of a service leads', () => {
  test.each([
    ['postgres://app@pg.desk.svc:5432/app', 'PostgreSQL pg.desk.svc:5432'],
    ['INFO connecting to "postgresql://u:p%40w@db/shop?sslmode=require"', 'PostgreSQL db'],
    ['postgresql+asyncpg://u:p@w@db:5432/shop', 'PostgreSQL db:5432'],
    ['mysql2://root@10.0.0.3:3306', 'MySQL 10.0.0.3:3306'],
    ['mongodb+srv://u:pw@cluster0.example.net/shop', 'MongoDB cluster0.example.net'],
    ['url=rediss://:pw@cache:6380/0', 'Redis cache:6380'],
    ['amqp://guest:guest@[fd00::3]:5672/', 'RabbitMQ [fd00::3]:5672'],
  ])('%s', (text, place) => {
    const found = servicePlaceIn(text);
    expect(`${found?.service} ${found?.target}`).toBe(place);
  });

  test.each([
    'https://example.com/',
    'postgres:///shop?host=/run/postgresql',
    'sqlite:///data/app.db',
    'postgres://',
    'xpostgres://db:5432',
    // The `@` shows that all before it may be a password.
    'postgres://app:12/34@db:5432/shop',
    'postgres://app:s/cret@db:5432/shop',
    'postgres://app?x@db:5432/shop',
  ])('nothing of %s', (text) => {
    expect(servicePlaceIn(text)).toBeUndefined();
  });

  test('a long line takes no time', () => {
    const begin = performance.now();
    for (const part of ['postgres://', 'a', '@', ':', '. ']) servicePlaceIn(`postgres://${part.repeat(900)}`);
    expect(performance.now() - begin).toBeLessThan(100);
  });
});

test('of the environment no secret is kept', () => {
  const environment = {
    PORT: '8000',
    SECRET: 'x',
    DATABASE_URL: 'postgres://app:s3cret@db:5432/shop?key=abc',
    REDIS_URL: 'redis://:s/cret@cache:6379',
  };
  expect(pickEnvironment(environment)).toEqual({ PORT: '8000', DATABASE_URL: 'postgres://db:5432' });
});
