// Starts the page.

import '../ui/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CommandsProvider } from '../commands/registry.tsx';
import { Page } from './page.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { applyTheme, readTheme } from './theme.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root element.');
applyTheme(readTheme());

createRoot(root).render(
  <StrictMode>
    <ScreenBoundary>
      <CommandsProvider>
        <Page />
      </CommandsProvider>
    </ScreenBoundary>
  </StrictMode>,
);
