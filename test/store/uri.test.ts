import { describe, expect, it } from 'vitest';
import { parseDatabaseUri } from '../../src/store/uri.ts';

describe('parseDatabaseUri', () => {
  it.each([
    ['sqlite:////var/data/m.db', '/var/data/m.db'],
    ['sqlite:///m.db', '/here/m.db'],
    ['sqlite:///sub/m%20x.db', '/here/sub/m x.db'],
    ['sqlite+pysqlite:////m.db', '/m.db'],
  ])('reads %s as SQLAlchemy does', (uri, path) => {
    expect(parseDatabaseUri(uri, '/here')).toEqual({ dialect: 'sqlite', path });
  });

  it('reads a PostgreSQL address with driver, encoded password and options', () => {
    const login = ['me', 'p%40ss%2Fword'].join(':');
    expect(
      parseDatabaseUri(`postgresql+psycopg2://${login}@db.example.com:6543/feedback_loop?sslmode=require`),
    ).toMatchObject({
      dialect: 'postgresql',
      host: 'db.example.com',
      port: 6543,
      database: 'feedback_loop',
      user: 'me',
      password: 'p@ss/word',
      sslmode: 'require',
    });
    expect(parseDatabaseUri('postgres://db/x')).toMatchObject({ port: 5432, sslmode: 'prefer', user: undefined });
    expect(parseDatabaseUri('postgresql://[::1]/x')).toMatchObject({ host: '::1' });
    expect(parseDatabaseUri('postgresql:///x?host=/run/postgresql')).toMatchObject({ host: '/run/postgresql' });
  });

  it.each(['', 'mysql://h/x', 'sqlite://', 'sqlite:///:memory:', 'postgresql://h', 'postgresql://h/x?sslmode=maybe'])(
    'refuses %j',
    (uri) => {
      expect(() => parseDatabaseUri(uri)).toThrow(expect.objectContaining({ code: 'DB_URI_INVALID' }));
    },
  );

  it('never repeats a password', () => {
    const uri = ['mysql://', 'me:secret', '@h/x'].join('');
    expect(() => parseDatabaseUri(uri)).toThrow(expect.not.stringContaining('secret') as unknown as Error);
  });
});
