// Builds the workstation's pages into dist/renderer. Addresses are relative, so they also work on the desktop's own scheme.

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { PAGE_POLICY } from '../main/hosts/security-headers.ts';

/** Writes the content policy of the response headers into the page, so the two cannot differ. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  transformIndexHtml: (page) => page.replace('%CONTENT_POLICY%', PAGE_POLICY),
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react(), contentPolicy],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    // The content policy forbids data: addresses for scripts and styles, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
