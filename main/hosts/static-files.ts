// Serves the files of the built interface.

import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { WebHandler } from '../services/handler.ts';
import { projectRoot } from './project-files.ts';
import { serverText } from './text/server.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export function rendererFolder(): string {
  return join(projectRoot(), 'dist', 'renderer');
}

/** The paths of the workstation itself. Everything else is a file of the interface, which anyone may read. */
const WORKSTATION_PATH = /^\/(?:rpc|bytes|studies|access)(?:\/|$)/;

/** Passes requests for the workstation to `handler` and serves the files of the interface. An unknown path gets the first page. */
export function withInterface(handler: WebHandler, folder = rendererFolder()): WebHandler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (WORKSTATION_PATH.test(pathname)) return handler(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
    return (await fileIn(folder, pathname)) ?? (await firstPage(folder, pathname));
  };
}

async function firstPage(folder: string, pathname: string): Promise<Response> {
  const page = extname(pathname) === '' ? await fileIn(folder, '/index.html') : null;
  if (page !== null) return page;
  const message = extname(pathname) === '' ? serverText.page.notBuilt : serverText.page.notFound;
  return new Response(`${message}\n`, { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

async function fileIn(folder: string, pathname: string): Promise<Response | null> {
  const path = normalize(join(folder, decodePath(pathname)));
  if (!path.startsWith(folder + sep)) return null;
  const type = TYPES[extname(path)];
  if (type === undefined) return null;
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  // The name of a built asset contains a hash, so it never changes. The page that loads it may change.
  const cache = pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': type, 'cache-control': cache } });
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return '/';
  }
}
