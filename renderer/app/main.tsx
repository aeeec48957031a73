// Starts the page: builds the client and the query layer once and draws the app.

import '../ui/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient, createQueries } from '../api/client.ts';
import { createQueryClient } from '../api/query-client.ts';
import { WorkstationProvider } from '../api/workstation.tsx';
import { CommandsProvider } from '../commands/registry.tsx';
import { App } from './app.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { applyTheme, readTheme } from './theme.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root element.');
const client = createClient(window.location.origin);
applyTheme(readTheme());

createRoot(root).render(
  <StrictMode>
    <WorkstationProvider client={client} queries={createQueries(client)} queryClient={createQueryClient()}>
      <ScreenBoundary>
        <CommandsProvider>
          <App />
        </CommandsProvider>
      </ScreenBoundary>
    </WorkstationProvider>
  </StrictMode>,
);
