// Provides the client and the query layer to every screen. The app builds them once; a test passes its own.

import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import type { Access } from './access.ts';
import type { Client, Queries } from './client.ts';

export interface Workstation {
  readonly client: Client;
  readonly queries: Queries;
  readonly access: Access;
}

const WorkstationContext = createContext<Workstation | null>(null);

interface ProviderProps extends Workstation {
  readonly queryClient: QueryClient;
  readonly children: ReactNode;
}

export function WorkstationProvider({ client, queries, access, queryClient, children }: ProviderProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <WorkstationContext value={{ client, queries, access }}>{children}</WorkstationContext>
    </QueryClientProvider>
  );
}

export function useWorkstation(): Workstation {
  const workstation = use(WorkstationContext);
  if (workstation === null) throw new Error('useWorkstation must be used inside WorkstationProvider.');
  return workstation;
}
