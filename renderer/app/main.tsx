// Starts the page: builds the client and the query layer once and draws the app.

import '../ui/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isAccepted, openAccess, takeToken } from '../api/access.ts';
import { createClient, createQueries } from '../api/client.ts';
import { desktop } from '../api/desktop.ts';
import { createQueryClient } from '../api/query-client.ts';
import { WorkstationProvider } from '../api/workstation.tsx';
import { CommandsProvider } from '../commands/registry.tsx';
import { App } from './app.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { SignIn } from './sign-in.tsx';
import { applyTheme, readTheme } from './theme.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root element.');
const onDesktop = desktop() !== null;
const token = onDesktop ? null : takeToken();
const access = openAccess(token);
const client = createClient(window.location.origin, access);
applyTheme(readTheme());

const signedIn = onDesktop || (token !== null && (await isAccepted(access)));
createRoot(root).render(
  <StrictMode>
    {signedIn ? (
      <WorkstationProvider client={client} queries={createQueries(client)} queryClient={createQueryClient()} access={access}>
        <ScreenBoundary>
          <CommandsProvider>
            <App />
          </CommandsProvider>
        </ScreenBoundary>
      </WorkstationProvider>
    ) : (
      <SignIn refused={token !== null} />
    )}
  </StrictMode>,
);
