// `osteograde serve`: serves the workstation over HTTP.

import { FailureError } from '../../domain/failure.ts';
import { serve } from '../server.ts';
import { buildWorkstation } from '../build-workstation.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface ServeChoices {
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly name?: readonly string[];
  readonly study?: string;
  readonly home?: string;
}

/** Serves until the process is asked to end. Then stops running work cleanly. */
export async function serveWorkstation(choices: ServeChoices, terminal: Terminal): Promise<void> {
  const workstation = buildWorkstation({ host: 'server', home: choices.home });
  const { tlsCert, tlsKey } = choices;
  const running = await serve(workstation.handler, {
    host: choices.host,
    port: choices.port,
    token: choices.token ?? process.env['OSTEOGRADE_TOKEN'],
    names: choices.name,
    tls: tlsCert === undefined || tlsKey === undefined ? undefined : { certificate: tlsCert, key: tlsKey },
  });
  if (!running.ok) throw new FailureError(running.failure);
  if (choices.study !== undefined) await workstation.openStudy(choices.study);
  terminal.line(outputText.serve.ready(running.value.address));
  terminal.line(outputText.serve.notice);
  await endRequested();
  await running.value.close();
  await workstation.shutDown();
}

/** Waits for Ctrl+C or a request to terminate. */
async function endRequested(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  return promise;
}
