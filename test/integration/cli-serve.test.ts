// `osteograde serve` as a user starts it: what it refuses, and how it ends when something unexpected happens.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { FailureError } from '../../main/domain/failure.ts';
import { serveWorkstation, type ServeChoices } from '../../main/hosts/cli/serve.ts';
import { temporaryFolder } from '../unit/cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sourceOf = (path: string): string => fileURLToPath(new URL(`../../main/hosts/${path}`, import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly error: string;
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const options = { env: { ...process.env, OSTEOGRADE_HOME: join(folder, 'home'), ...env }, timeout: 20_000 };
  execFile(process.execPath, args, options, (error, out, err) => resolve({ code: error?.code ?? 0, out, error: err }));
  return promise;
}

/** Starts to serve in this process, because most refusals come before anything is printed. */
async function refusalOf(choices: ServeChoices): Promise<string> {
  const printed: unknown[] = [];
  const print = (value: unknown): void => void printed.push(value);
  const terminal = { line: print, json: print, error: print, progress: print };
  const refused = await serveWorkstation({ home: join(folder, 'home'), ...choices }, terminal).catch((error: unknown) => error);
  expect(printed).toEqual([]);
  return refused instanceof FailureError ? refused.failure.message : String(refused);
}

describe('osteograde serve', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['an empty token', { token: '' }, /--token is set but empty/],
    ['a short token', { token: 'fifteen-letters' }, /16 to 512/],
    ['a certificate without a key', { tlsCert: 'c.pem' }, /Add --tls-key/],
    ['a key without a certificate', { tlsKey: 'k.pem' }, /Add --tls-cert/],
    ['another address without TLS', { host: '0.0.0.0' }, /needs encryption/],
  ])('refuses %s in words', async (_, choices, words) => {
    expect(await refusalOf(choices)).toMatch(words);
  });

  it.each([
    ['empty', '', /OSTEOGRADE_TOKEN is set but empty/],
    ['short', 'fifteen-letters', /16 to 512/],
  ])('refuses a token of the environment that is %s', async (_, token, words) => {
    vi.stubEnv('OSTEOGRADE_TOKEN', token);
    expect(await refusalOf({})).toMatch(words);
  });

  it('ends when the study that it should open is missing', async () => {
    expect(await refusalOf({ study: join(folder, 'missing') })).toMatch(/missing/);
    const ended = await run([sourceOf('cli.ts'), 'serve', '--study', join(folder, 'missing')]);
    expect(ended).toMatchObject({ code: 1, out: '' });
  });

  it.each([
    ['a port out of range', ['--port', '99999'], /from 1 to 65535/],
    ['a negative port', ['--port', '-1'], /from 1 to 65535/],
    ['a port of letters', ['--port', 'abc'], /from 1 to 65535/],
    ['an option with terminal escapes', ['--\u001B[2Kx'], /unknown option '--␛\[2Kx'/],
  ])('refuses %s at the command line', async (_, args, words) => {
    const ended = await run([sourceOf('cli.ts'), 'serve', ...args]);
    expect(ended.error).toMatch(words);
    // oxlint-disable-next-line no-control-regex -- the escape that must not be printed
    expect(ended.error).not.toMatch(/\bat .*\.ts:\d|\x1b/);
    expect(ended).toMatchObject({ code: 1, out: '' });
  });
});

describe('an unexpected error', () => {
  const log = join(folder, 'home', 'logs', 'osteograde.log');

  it('ends a command in words, and its details are in the log', async () => {
    const reader = join(folder, 'fault.mjs');
    writeFileSync(
      reader,
      `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      fs.promises.mkdir = async () => { throw new Error("fault at '/data/Smith John'"); }; syncBuiltinESMExports();`,
    );
    const ended = await run(['--import', reader, sourceOf('cli.ts'), 'phantom', '--out', join(folder, 'phantoms')]);
    expect(ended.error).toMatch(`The log has the details: ${log}`);
    expect(ended.error).not.toMatch(/Smith|\bat /);
    expect(ended.code).toBe(1);
    const text = readFileSync(log, 'utf8');
    expect(text).toMatch(/error in a command: Error: fault at '...'\n {2}at /);
    expect(text).not.toMatch(/Smith|\/data/);
  });

  it.each([
    [
      'a promise that nobody awaited',
      'setTimeout(() => Promise.reject(new Error("fault \'Smith\'")), 1500)',
      /a promise that nobody awaited: Error: fault/,
    ],
    ['a callback', 'setTimeout(() => { throw new Error("fault \'Smith\'"); }, 1500)', /error in the program: Error: fault/],
  ])('of %s ends in the log and never in Node’s default', async (_, code, words) => {
    rmSync(join(folder, 'home'), { recursive: true, force: true });
    const fault = join(folder, 'later.mjs');
    writeFileSync(fault, code);
    const ended = await run(['--import', fault, sourceOf('cli.ts'), 'models']);
    expect(existsSync(log)).toBe(true);
    expect(readFileSync(log, 'utf8')).toMatch(words);
    expect(readFileSync(log, 'utf8') + ended.error).not.toMatch(/Smith|UnhandledPromise|node:internal.*\n\n/);
  });
});
