// Starts the gallery. Without a theme in the address it shows both themes side by side, each in a frame of its own.

import '../ui/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Gallery, OpenSheet } from './gallery.tsx';
import { SideBySide } from './side-by-side.tsx';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no root element.');
const choice = new URLSearchParams(window.location.search);
const theme = choice.get('theme');
if (theme !== null) document.documentElement.dataset['theme'] = theme;

createRoot(root).render(
  <StrictMode>{theme === null ? <SideBySide /> : choice.has('sheet') ? <OpenSheet /> : <Gallery />}</StrictMode>,
);
