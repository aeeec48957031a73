// Provides the connection of the page's study to every screen.

import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import { byteRoutes, type ByteRoutes } from '../../main/contract/byte-routes.ts';
import type { Access } from './access.ts';
import { createClient, createQueries, type Client, type Queries } from './client.ts';
import { openFilmStore, type FilmStore } from './films/film-store.ts';
import { createQueryClient } from './query-client.ts';
import type { ReadingQueue } from './reading-queue.ts';

export interface Workstation {
  /** The study in the page's address. Null if the address names none; then only the workstation's own procedures can be called. */
  readonly studyId: string | null;
  readonly client: Client;
  readonly queries: Queries;
  /** The addresses of the study's pictures and files. */
  readonly bytes: ByteRoutes;
  readonly access: Access;
  /** The films of the study that were shown last. */
  readonly films: FilmStore;
  /** The study's readings on their way. */
  readonly readings: ReadingQueue;
}

/** A workstation with the cache of its study. Each study has its own, so that nothing of one study can show in another. */
export interface Connection extends Workstation {
  readonly queryClient: QueryClient;
}

interface Parts {
  readonly access: Access;
  readonly readings: ReadingQueue;
}

export function connect(origin: string, studyId: string | null, parts: Parts): Connection {
  const client = createClient(origin, studyId, parts.access);
  const queries = createQueries(client);
  const films = openFilmStore(parts.access);
  return { studyId, client, queries, bytes: byteRoutes(studyId ?? ''), films, ...parts, queryClient: createQueryClient() };
}

const WorkstationContext = createContext<Workstation | null>(null);

interface ProviderProps {
  readonly connection: Connection;
  readonly children: ReactNode;
}

export function WorkstationProvider({ connection, children }: ProviderProps) {
  return (
    <QueryClientProvider client={connection.queryClient}>
      <WorkstationContext value={connection}>{children}</WorkstationContext>
    </QueryClientProvider>
  );
}

export function useWorkstation(): Workstation {
  const workstation = use(WorkstationContext);
  if (workstation === null) throw new Error('useWorkstation must be used inside WorkstationProvider.');
  return workstation;
}
