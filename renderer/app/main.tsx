// Starts the page.

import '../ui/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isAccepted, openAccess, takeLaterTokens, takeToken } from '../api/access.ts';
import { desktop } from '../api/desktop.ts';
import { CommandsProvider } from '../commands/registry.tsx';
import { Page } from './page.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { SignIn } from './sign-in.tsx';
import { applyTheme, readTheme } from './theme.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root element.');
const onDesktop = desktop() !== null;
const token = onDesktop ? null : takeToken();
const access = openAccess(token);
takeLaterTokens(access);
applyTheme(readTheme());

const signedIn = onDesktop || (token !== null && (await isAccepted(access)));
createRoot(root).render(
  <StrictMode>
    {signedIn ? (
      <ScreenBoundary>
        <CommandsProvider>
          <Page access={access} />
        </CommandsProvider>
      </ScreenBoundary>
    ) : (
      <SignIn refused={token !== null} />
    )}
  </StrictMode>,
);
