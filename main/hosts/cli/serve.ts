// `osteograde serve`: serves the workstation over HTTP.

import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { isLoopback, serve } from '../server.ts';
import { buildWorkstation } from '../build-workstation.ts';
import { endRequested, endSoon } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';
import { serverText } from '../text/server.ts';

export interface ServeChoices {
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly name?: readonly string[];
  readonly root?: readonly string[];
  readonly study?: string;
  readonly home?: string;
}

/** Serves as this process's only work, and ends the process afterwards. */
export async function serveAlone(choices: ServeChoices, terminal: Terminal): Promise<void> {
  try {
    await serveWorkstation(choices, terminal);
  } finally {
    endSoon();
  }
}

/** Serves until the process is asked to end. Then stops running work cleanly. */
export async function serveWorkstation(choices: ServeChoices, terminal: Terminal): Promise<void> {
  const { host, port, name: names, home, root } = choices;
  const checked = { host, port, names, token: tokenOf(choices), tls: tlsOf(choices) };
  const workstation = buildWorkstation({ host: 'server', home, roots: root ?? rootsFor(host) });
  try {
    const running = valueOrThrow(await serve(workstation, checked));
    try {
      if (choices.study !== undefined) await workstation.openStudy(choices.study);
      else await workstation.openLastStudy();
      terminal.line(outputText.serve.ready(running.address));
      terminal.line(outputText.serve.notice);
      await endRequested();
    } finally {
      await running.close();
    }
  } finally {
    await workstation.shutDown();
  }
}

/** Whoever reaches a server on loopback could read this machine's files anyway. Others name paths only among the studies. */
function rootsFor(host = '127.0.0.1'): readonly string[] | null {
  return isLoopback(host) ? null : [];
}

/** Undefined for a fresh token. An empty one is a mistake: it must not mean that none is needed. */
function tokenOf({ token }: ServeChoices): string | undefined {
  const [name, value] =
    token === undefined ? (['OSTEOGRADE_TOKEN', process.env['OSTEOGRADE_TOKEN']] as const) : (['--token', token] as const);
  if (value === '') throw new FailureError(failed('bad-request', serverText.token.empty(name)).failure);
  return value;
}

function tlsOf({ tlsCert, tlsKey }: ServeChoices): { readonly certificate: string; readonly key: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsKey === undefined) throw new FailureError(failed('bad-request', serverText.tls.keyMissing).failure);
  if (tlsCert === undefined) throw new FailureError(failed('bad-request', serverText.tls.certificateMissing).failure);
  return { certificate: tlsCert, key: tlsKey };
}
